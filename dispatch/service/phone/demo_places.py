"""What the demo does for the trainee of its sign-in page: places beside her mentor, one of them taken."""

from dataclasses import replace
from datetime import timedelta

from dispatch.service.phone.demo import a_need, bind
from dispatch.service.practicum import pairing, places
from foundation.database.work import UnitOfWork
from foundation.security.permissions import Actor
from interpreters.domain.qualifications import Modality
from interpreters.service import directory
from training.service.practicum import mentoring

DAYS, SESSIONS = range(2, 12), 3
LINK = "https://video.ieum.example/room/mentor-1?code=2204"


def fill_a_practicum(uow: UnitOfWork, *, counsellor: Actor, trainee: Actor) -> int:
    """Book sessions for the mentor that welcome a trainee and pair them; how many places there are.

    The first place is taken by the trainee, the others wait for her answer.
    """
    asks, learns = replace(uow, actor=counsellor), replace(uow, actor=trainee)
    who = directory.get_own(learns)
    last_day = uow.today + timedelta(days=DAYS.stop)
    pair = next(
        (
            one
            for one in mentoring.active_pairs(uow, uow.today, last_day)
            if one.trainee.interpreter_id == who.id
        ),
        None,
    )
    if pair is None or pair.mentor.interpreter_id is None:
        return 0
    mentor = directory.get(uow, pair.mentor.interpreter_id)
    # The mentor lives at the other end of the province.
    need = replace(
        a_need(asks),
        modalities=(Modality.VIDEO,),
        site_id=None,
        room="",
        meeting_link=LINK,
        trainee_welcome=True,
    )
    booked = 0
    for ahead in DAYS:
        booked += booked < SESSIONS and bind(uow, asks, mentor, need, range(ahead, ahead + 1))
    pairing.pair(uow, uow.today, last_day)
    proposed = places.list_own(learns)
    if proposed:
        places.confirm(learns, proposed[0].id)
    return len(proposed)
