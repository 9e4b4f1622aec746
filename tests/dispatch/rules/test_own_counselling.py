"""Whoever counsels is not taken to interpret meanwhile: by the rules, by a plan, on the board, under the lock."""

from datetime import date, timedelta

import pytest

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.eligibility import RuleCode, reasons_against
from dispatch.service.engine.snapshot import take_snapshot
from dispatch.service.explain.candidates import ranked_candidates
from dispatch.service.situation.reading import read_situation
from foundation.database.footprint import overheard
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from interpreters.store.tables import Interpreter
from scheduling.domain.states import SessionState
from scheduling.store.tables import CounsellingSession
from tests import factories as make
from tests.dispatch.acting import assign
from tests.dispatch.planned import someone
from tests.factories.dispatch import an_assignment as hold


def a_counsellor(uow: UnitOfWork) -> tuple[Interpreter, User]:
    """Somebody on the roster who also counsels, free from nine to six."""
    user = make.a_user(uow, Role.COUNSELLOR)
    return someone(uow, user=user), user


def own_session(uow: UnitOfWork, user: User, start: str, **values: object) -> CounsellingSession:
    """A session in Russian that she asks for, which is none of hers to interpret."""
    request = make.a_request(uow, requester=user, language="ru")
    return make.a_session(uow, request, start=start, **values)  # type: ignore[arg-type]


def tomorrow(uow: UnitOfWork) -> date:
    uow.db.flush()
    return uow.today + timedelta(days=1)


def test_the_calendar_knows_what_somebody_counsels(uow: UnitOfWork) -> None:
    who, user = a_counsellor(uow)
    own = own_session(uow, user, "10:00")
    asked = make.a_session(uow, start="10:30", site=own.site)
    later = make.a_session(uow, start="11:30", site=own.site)
    gone = own_session(uow, user, "11:30", state=SessionState.CANCELLED)
    situation = read_situation(uow, tomorrow(uow), tomorrow(uow))
    person = situation.people[who.id]
    assert [duty.session_id for duty in person.counselling] == [own.id]
    assert person.duties == ()
    assert gone.id not in {duty.session_id for duty in person.counselling}
    found = reasons_against(person, situation.need(situation.sessions[asked.id]))
    assert [objection.code for objection in found] == [RuleCode.OVERLAP]
    assert reasons_against(person, situation.need(situation.sessions[later.id])) == []


def test_a_plan_and_the_board_leave_a_counsellor_in_peace(uow: UnitOfWork) -> None:
    who, user = a_counsellor(uow)
    own = own_session(uow, user, "10:00")
    asked = make.a_session(uow, start="10:30", site=own.site)
    free = make.a_session(uow, start="14:00", site=own.site)
    snapshot = take_snapshot(read_situation(uow, tomorrow(uow), tomorrow(uow)))
    told = {session.id: session.candidates for session in snapshot.problem.sessions}
    assert told[str(asked.id)] == ()
    assert told[str(free.id)] == (str(who.id),)
    assert told[str(own.id)] == ()
    (person,) = snapshot.problem.interpreters
    assert [(a - 1440, b - 1440) for a, b in person.available] == [(540, 600), (660, 1080)]
    assert ranked_candidates(uow, asked.id) == []
    assert [c.person.id for c in ranked_candidates(uow, free.id)] == [who.id]


def test_until_its_start_is_settled_the_whole_window_is_hers(uow: UnitOfWork) -> None:
    who, user = a_counsellor(uow)
    own = own_session(uow, user, "10:00", latest="12:00")
    day = tomorrow(uow)
    (duty,) = read_situation(uow, day, day).people[who.id].counselling
    assert duty.minutes == 180
    hold(uow, own, someone(uow, languages=("ru",)))
    (duty,) = read_situation(uow, day, day).people[who.id].counselling
    assert duty.minutes == 60


def test_nobody_is_bound_while_counselling(uow: UnitOfWork) -> None:
    who, user = a_counsellor(uow)
    own = own_session(uow, user, "10:00")
    asked = make.a_session(uow, start="10:30", site=own.site)
    with pytest.raises(Conflict, match="Counsels in a session of their own at 10:00–11:00"):
        assign(uow, asked, who, override_reason="nobody else")


def test_more_counsellors_ask_no_more_of_the_database(uow: UnitOfWork) -> None:
    counts: list[int] = []
    # What is asked only once in a transaction is asked here.
    read_situation(uow, tomorrow(uow), tomorrow(uow))
    for _ in range(2):
        for _ in range(4):
            _who, user = a_counsellor(uow)
            own_session(uow, user, "10:00")
        day = tomorrow(uow)
        with overheard(uow.db) as heard:
            read_situation(uow, day, day)
        counts.append(len(list(heard)))
    assert counts[0] == counts[1]
