"""What more supply would bring: asked for, each night and by hand, and what pages show of it."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from accounts.domain.ids import UserId
from dispatch.domain.gains import GainKind
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import RunState
from dispatch.store.queries import gains as queries
from dispatch.store.tables import (
    ONE_RECKONING,
    CounsellingSession,
    CoverageGain,
    CoverageGainRun,
    Interpreter,
)
from foundation.database.base import names_constraint
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound
from foundation.text.message import say
from interpreters.domain.languages import Language
from interpreters.service import directory
from scheduling.service import sessions

RECKON_GAINS = "dispatch.reckon_gains"
ASK_BY_NIGHT = "dispatch.ask_for_gains"
# Sessions shown with a line; the count says how many there are.
MOST_SESSIONS = 60
_ALREADY = say("This is already being calculated.")
# The index that lets one run, as each of the databases names it.
_ONE_RECKONING = (ONE_RECKONING, "coverage_gain_run.is_running")


@dataclass(frozen=True, kw_only=True)
class GainWish:
    """What of the list is wanted."""

    kind: GainKind | None = None
    language: Language | None = None
    city: str = ""


@dataclass(frozen=True, kw_only=True)
class GainDesk:
    """The newest reckoning that came to an end, and one that is under way or failed since."""

    done: CoverageGainRun | None
    newest: CoverageGainRun | None

    @property
    def is_running(self) -> bool:
        """Whether one is being made."""
        return self.newest is not None and self.newest.state in {
            RunState.QUEUED,
            RunState.SOLVING,
        }

    @property
    def has_failed(self) -> bool:
        """Whether the newest one came to nothing."""
        return self.newest is not None and self.newest.state is RunState.FAILED


@dataclass(frozen=True, kw_only=True)
class GainShown:
    """One line of the list with everything behind it."""

    gain: CoverageGain
    run: CoverageGainRun
    sessions: Sequence[CounsellingSession]
    people: Mapping[str, Interpreter]


def ask(uow: UnitOfWork) -> UUID:
    """Have it reckoned now; Conflict while it is."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    user = uow.actor.user_id
    return _ask(uow, None if user is None else UserId(user))


def ask_by_night(uow: UnitOfWork) -> None:
    """Have it reckoned, unless somebody has asked for it already. A job does this."""
    with suppress(Conflict):
        _ask(uow, None)


def _ask(uow: UnitOfWork, who: UserId | None) -> UUID:
    if queries.list_running(uow.db):
        raise Conflict(_ALREADY)
    run = CoverageGainRun(
        state=RunState.QUEUED,
        is_running=True,
        asked_at=uow.now,
        asked_by=who,
        budget_seconds=uow.settings.of(DispatchSettings).gain_seconds,
    )
    try:
        with uow.db.begin_nested():
            uow.db.add(run)
    except IntegrityError as error:
        # Somebody else has asked in this very moment.
        if not any(names_constraint(error, name) for name in _ONE_RECKONING):
            raise
        raise Conflict(_ALREADY) from error
    uow.enqueue(RECKON_GAINS, run_id=str(run.id))
    uow.record("coverage.gains_asked_for", subject=run.id)
    return run.id


def give_up(uow: UnitOfWork, run_id: str) -> None:
    """Its job was given up: nobody waits for it any more."""
    run = queries.find_run(uow.db, UUID(run_id), lock=True)
    if run is not None and run.state in {RunState.QUEUED, RunState.SOLVING}:
        run.end(RunState.FAILED, uow.now)


def read_desk(uow: UnitOfWork) -> GainDesk:
    """Which reckoning there is."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    return GainDesk(done=queries.newest_done(uow.db), newest=queries.newest_run(uow.db))


def select_gains(uow: UnitOfWork, run: CoverageGainRun, wish: GainWish) -> sa.Select[CoverageGain]:
    """The list of a reckoning as a question, the best first."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    return queries.select_gains(run.id, wish.kind, wish.language, wish.city)


def get(uow: UnitOfWork, gain_id: UUID) -> GainShown:
    """One line with the sessions that would have been served, the newest first, and its people."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    gain = queries.find_gain(uow.db, gain_id)
    run = None if gain is None else queries.find_run(uow.db, gain.run_id)
    if gain is None or run is None:
        raise NotFound
    rows = sessions.list_by_ids(uow, [UUID(each) for each in gain.session_ids])
    return GainShown(
        gain=gain,
        run=run,
        sessions=sorted(rows, key=lambda each: each.starts_at, reverse=True)[:MOST_SESSIONS],
        people=people_of(uow, [gain]),
    )


def people_of(uow: UnitOfWork, gains: Collection[CoverageGain]) -> Mapping[str, Interpreter]:
    """Whoever some lines name, by id."""
    uow.require(DispatchPermission.SEE_COVERAGE)
    ids = {UUID(who) for gain in gains for who in gain.people}
    return {str(row.id): row for row in directory.list_by_ids(uow, ids)} if ids else {}
