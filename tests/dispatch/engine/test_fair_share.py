"""The fair share levels what everybody served over the last days that count, and what is planned."""

from datetime import timedelta

from accounts.service import kept_settings
from dispatch.domain.states import AssignmentState
from dispatch.service.engine.snapshot import take_snapshot
from dispatch.service.situation.load import load_of, served_by, served_by_all
from dispatch.service.situation.reading import read_situation
from foundation.database.work import UnitOfWork
from foundation.times.zones import day_span
from interpreters.domain.ids import InterpreterId
from interpreters.store.tables import Interpreter
from tests import factories as make
from tests.dispatch.planned import someone
from tests.factories.dispatch import an_assignment


def served(
    uow: UnitOfWork, who: Interpreter, days_ago: int, minutes: int, **values: object
) -> None:
    """Somebody served a session so many days before tomorrow."""
    day = uow.today + timedelta(days=1 - days_ago)
    session = make.a_session(uow, day=day, minutes=minutes)
    given = {"state": AssignmentState.COMPLETED, **values}
    an_assignment(uow, session, who, **given)


def shares(uow: UnitOfWork) -> tuple[dict[InterpreterId, int], dict[str, int]]:
    """What everybody served, and the minutes that are fair for each in a plan of tomorrow."""
    uow.db.flush()
    day = uow.today + timedelta(days=1)
    situation = read_situation(uow, day, day)
    problem = take_snapshot(situation).problem
    return (
        {who: person.served_minutes for who, person in situation.people.items()},
        {person.id: person.target_minutes for person in problem.interpreters},
    )


def test_what_was_served_within_the_last_thirty_days_counts(uow: UnitOfWork) -> None:
    lately, long_ago, gave_back = someone(uow), someone(uow), someone(uow)
    served(uow, lately, 30, 120)
    served(uow, long_ago, 31, 120)
    served(uow, gave_back, 5, 120, state=AssignmentState.WITHDRAWN)
    make.a_session(uow, minutes=60)
    minutes, targets = shares(uow)
    assert minutes == {lately.id: 120, long_ago.id: 0, gave_back.id: 0}
    assert targets == {str(lately.id): 0, str(long_ago.id): 30, str(gave_back.id): 30}


def test_how_many_days_count_is_a_setting(uow: UnitOfWork) -> None:
    who = someone(uow)
    served(uow, who, 31, 120)
    kept_settings.change_one(uow, "load_window_days", "31")
    assert shares(uow)[0] == {who.id: 120}


def test_a_newcomer_begins_with_the_median_and_is_never_set_back_to_it(uow: UnitOfWork) -> None:
    settled = [someone(uow, joined_on=uow.today - timedelta(days=400)) for _ in range(3)]
    for who, minutes in zip(settled, (60, 120, 300), strict=True):
        served(uow, who, 3, minutes)
    new = someone(uow, joined_on=uow.today - timedelta(days=2))
    busy = someone(uow, joined_on=uow.today - timedelta(days=20))
    served(uow, busy, 3, 200)
    assert shares(uow)[0] | {who.id: 0 for who in settled} == {
        **{who.id: 0 for who in settled},
        new.id: 120,
        busy.id: 200,
    }


def test_a_part_of_the_roster_is_counted_as_the_whole(uow: UnitOfWork) -> None:
    people = [someone(uow, joined_on=uow.today - timedelta(days=400)) for _ in range(3)]
    people.append(someone(uow, joined_on=uow.today))
    for k, who in enumerate(people[:3]):
        served(uow, who, 2, 60 * (k + 1))
    uow.db.flush()
    until = day_span(uow.today + timedelta(days=1), uow.settings.zone).start
    for who in people:
        assert served_by(uow, [who], until)[who.id] == served_by_all(uow, people, until)[who.id]


def test_the_record_of_somebody_shows_both_figures(uow: UnitOfWork) -> None:
    joined = uow.today - timedelta(days=400)
    people = [someone(uow, joined_on=joined) for _ in range(3)]
    for who, minutes in zip(people, (60, 120, 300), strict=True):
        served(uow, who, 5, minutes)
    uow.db.flush()
    found = load_of(uow, people[2].id)
    assert (found.days, found.minutes, found.median) == (30, 300, 120)
