"""P4: nobody uncertified is sent, whoever is faster: the one who revokes or the one who says yes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from threading import Barrier, Thread
from uuid import UUID

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from dispatch.domain.eligibility import RuleCode
from dispatch.domain.states import BLOCKING
from dispatch.service.reactions import ahead
from dispatch.service.rules import checks
from dispatch.service.slots import assignments, offers
from dispatch.store.tables import Assignment
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import DomainError
from foundation.security.permissions import Actor, the_system
from interpreters.domain.events import EligibilityLost
from scheduling.store.tables import CounsellingSession
from tests.dispatch.crowds import many_sessions
from tests.factories import a_user, an_interpreter, an_organisation, as_actor, available
from tests.factories.dispatch import an_offer
from tests.threads import at_once
from tests.transactions import in_office
from training.domain.certifications import CertificationStatus
from training.service.certification import granting
from training.store.tables import Certification, Learner

# Each person has four sessions, and says yes to every one while the one revocation comes.
EACH = 4
TUESDAY = 1


@dataclass(frozen=True)
class Race:
    """Somebody with one certification, and a session for which they are asked or which they are given."""

    certification: UUID
    who: UUID
    session: UUID
    start: Barrier
    offer: UUID | None
    actor: Actor


def races(uow: UnitOfWork, people: int) -> list[list[Race]]:
    """For each person the races: half of the sessions are offered, half given by a coordinator."""
    home = an_organisation(uow)
    sessions = iter(many_sessions(uow, people * EACH))
    found: list[list[Race]] = []
    for _ in range(people):
        user = a_user(uow, Role.INTERPRETER, home)
        who = an_interpreter(uow, user=user)
        available(uow, who, weekdays=[TUESDAY])
        owned = sa.select(Certification.id).join(Learner).where(Learner.interpreter_id == who.id)
        held, start = uow.db.scalars(owned).one(), Barrier(EACH + 1, timeout=30)
        group: list[Race] = []
        for place in range(EACH):
            session = uow.db.get_one(CounsellingSession, next(sessions))
            session.starts_at += timedelta(hours=2 * place)
            session.earliest_start_at = session.latest_start_at = session.starts_at
            offer = an_offer(uow, session, who).id if place % 2 else None
            actor = as_actor(uow, user) if place % 2 else the_system()
            group.append(Race(held, who.id, session.id, start, offer, actor))
        found.append(group)
    return found


def say_yes(office: Office, race: Race) -> str:
    """Accept the offer, or be given the session."""
    race.start.wait()
    try:
        with begin(office, race.actor) as uow:
            if race.offer is not None:
                offers.accept(uow, race.offer)
                return "bound"
            session = uow.db.get_one(CounsellingSession, race.session)
            assignments.assign(
                uow,
                session_id=race.session,
                slot_no=1,
                interpreter_id=race.who,
                starts_at=session.starts_at,
            )
    except DomainError:
        return "refused"
    return "bound"


def take_away(office: Office, race: Race) -> str:
    """Revoke what the session needs."""
    race.start.wait()
    with begin(office, the_system()) as uow:
        granting.revoke(uow, race.certification, reason="a complaint was upheld")
    return "revoked"


def run(office: Office, people: int) -> list[str]:
    """All races; the sides of each begin at the same instant."""
    sides: list[tuple[Callable[[Office, Race], str], Race]] = []
    for place, group in enumerate(in_office(office, lambda uow: races(uow, people))):
        yes = [(say_yes, race) for race in group]
        # Whoever comes first in line comes first more often: it changes from person to person.
        yes.insert(place % (EACH + 1), (take_away, group[0]))
        sides += yes
    return at_once(lambda turn: turn[0](office, turn[1]), sides, EACH + 2)


def bad_assignments(office: Office) -> int:
    """People bound to a session without anything that is granted to them."""
    granted = (
        sa.select(Learner.interpreter_id)
        .join(Certification, Certification.learner_id == Learner.id)
        .where(Certification.status == CertificationStatus.GRANTED)
    )
    with begin(office, the_system()) as uow:
        found = sa.select(sa.func.count()).where(
            Assignment.state.in_(BLOCKING), Assignment.interpreter_id.not_in(granted)
        )
        return uow.db.scalar(found) or 0


@pytest.mark.parametrize(
    "people",
    [4, pytest.param(15, marks=pytest.mark.wide), pytest.param(50, marks=pytest.mark.slow)],
)
def test_races_of_revoking_and_accepting_leave_no_bad_assignment(
    any_office: Office, people: int
) -> None:
    """Sixteen races every time, sixty in CI, two hundred with the slow tests."""
    ended = run(any_office, people)

    assert ended.count("revoked") == people
    assert ended.count("bound") + ended.count("refused") == people * EACH
    assert bad_assignments(any_office) == 0


@pytest.mark.parametrize("checked", [True, False])
def test_without_the_check_in_the_transaction_whoever_says_yes_too_late_is_sent(
    any_office: Office, monkeypatch: pytest.MonkeyPatch, *, checked: bool
) -> None:
    """The control: those who are given a session after the revocation."""
    if not checked:
        monkeypatch.setattr(checks, "check", passes)
    (group,) = in_office(any_office, lambda uow: races(uow, 1))
    late = [replace(race, start=Barrier(1, timeout=30)) for race in group]

    take_away(any_office, late[0])
    ended = [say_yes(any_office, race) for race in late]

    # The offers were withdrawn with the revocation; the check is what stands before the others.
    assert ended == (["refused"] * EACH if checked else ["bound", "refused"] * (EACH // 2))
    assert bad_assignments(any_office) == ended.count("bound")


def passes(*_: object, **__: object) -> list[RuleCode]:
    """A check that has no objection to anything."""
    return []


def caught_in_the_act(office: Office) -> int:
    """Somebody is revoked while a coordinator's transaction that binds them is still open."""
    race = replace(in_office(office, lambda uow: races(uow, 1))[0][0], start=Barrier(2, timeout=30))
    revoking = Thread(target=take_away, args=(office, race))
    with begin(office, the_system()) as uow:
        start = uow.db.get_one(CounsellingSession, race.session).starts_at
        assignments.assign(
            uow, session_id=race.session, slot_no=1, interpreter_id=race.who, starts_at=start
        )
        revoking.start()
        race.start.wait()
        revoking.join(timeout=0.4)
        assert revoking.is_alive()
    revoking.join(timeout=30)
    return bad_assignments(office)


def test_revoking_waits_for_whoever_is_binding_and_then_frees(any_office: Office) -> None:
    assert caught_in_the_act(any_office) == 0


@pytest.mark.database
def test_without_holding_first_the_new_assignment_is_overlooked(postgres_office: Office) -> None:
    """The control; on SQLite writing transactions are alone anyway."""
    heard = postgres_office.subscribers[EligibilityLost]
    careless = [act for act in heard if act is not ahead.lock_what_lies_ahead]
    office = replace(
        postgres_office, subscribers={**postgres_office.subscribers, EligibilityLost: careless}
    )

    assert caught_in_the_act(office) == 1
