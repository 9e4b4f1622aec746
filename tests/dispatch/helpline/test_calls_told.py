"""What is said of calls: no letters that come late, the desk told in time, a phone told no more than it may know."""

import sqlalchemy as sa

from dispatch.domain.states import OfferState
from dispatch.service.helpline import calls, seen, watch
from dispatch.store.tables import Offer
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from tests.dispatch.acting import acting, subjects
from tests.dispatch.helpline.helpline_office import (
    a_counsellor,
    call_by,
    offer_to,
    ready_people,
    seconds,
    tick,
)
from tests.factories import a_coordinator
from training.store.tables import PracticeEntry


def test_questions_about_calls_end_without_letters(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 1)
    on_duty = a_coordinator(uow, language="en")
    call = call_by(uow, counsellor)
    tick(seconds(uow, 60), call)

    offer = uow.db.query(Offer).one()
    assert offer.state is OfferState.EXPIRED
    assert not [s for s in subjects(uow, people[0].user) if "마감" in s or "passed" in s]
    assert subjects(uow, counsellor) == []
    assert not [s for s in subjects(uow, on_duty) if "No answer in time" in s]


def test_the_desk_is_told_of_a_call_that_waits(uow: UnitOfWork) -> None:
    on_duty = a_coordinator(uow, language="en")
    call = call_by(uow, a_counsellor(uow), language=Language.THAI)
    watch.alert_due(seconds(uow, 60))
    assert not [s for s in subjects(uow, on_duty) if "instant call" in s]
    watch.alert_due(seconds(uow, 120))

    assert [s for s in subjects(uow, on_duty) if "instant call" in s]
    watch.take(acting(seconds(uow, 130), on_duty), call.session_id)
    assert watch.list_watched(acting(uow, on_duty)) == []


def test_it_never_says_more_to_a_phone_than_one_may_know_before(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 1)
    call_by(uow, counsellor)

    asked = seen.see_phone(acting(seconds(uow, 15), people[0].user)).asked
    assert asked is not None
    assert asked.seconds_left == 45


def test_a_call_of_a_minute_is_a_minute_everywhere(uow: UnitOfWork) -> None:
    counsellor, people = a_counsellor(uow), ready_people(uow, 1)
    call = call_by(uow, counsellor)
    calls.say_yes(acting(uow, people[0].user), offer_to(uow, call, people[0]).id)
    calls.end_call(acting(seconds(uow, 30), counsellor), call.id)

    assert (call.minutes, call.session.minutes) == (1, 1)
    practice = uow.db.scalars(sa.select(PracticeEntry)).one()
    assert practice.minutes == 1
