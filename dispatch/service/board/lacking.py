"""What a run left unfilled, as its page tells it: the causes, and who lacks nothing but a certification."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from dispatch.domain.causes import CAUSE_OF, Cause
from dispatch.domain.eligibility import RuleCode
from dispatch.domain.permissions import DispatchPermission
from dispatch.store.tables import CounsellingSession, Interpreter, PlanRun
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, levels_that_serve
from interpreters.service import directory
from scheduling.service import sessions


@dataclass(frozen=True)
class LeftUnfilled:
    """A session that a run left unfilled: what else it lacks than its cause says, and how many all of it would gain.

    Of runs made before this was kept, both are empty.
    """

    session: CounsellingSession
    besides: Sequence[Cause]
    gains: int


@dataclass(frozen=True)
class UnfilledOfDay:
    """Sessions of one day that a run left unfilled for one cause."""

    day: date
    sessions: Sequence[LeftUnfilled]


@dataclass(frozen=True)
class ToCertify:
    """Sessions that a certification would fill, and the people who lack nothing else for one of them."""

    language: Language
    level: CertificationLevel
    sessions: int
    people: Sequence[Interpreter]


def read_causes(
    uow: UnitOfWork, run: PlanRun
) -> Sequence[tuple[Cause, int, Sequence[UnfilledOfDay]]]:
    """What a run left unfilled, by cause, the most frequent first, and by day; how many of each cause."""
    uow.require(DispatchPermission.BOARD_READ)
    found: dict[Cause, list[LeftUnfilled]] = {}
    for session in sessions.list_by_ids(uow, [UUID(each) for each in run.causes]):
        cause = Cause(run.causes[str(session.id)])
        found.setdefault(cause, []).append(_left(run, session, cause))
    in_order = sorted(found.items(), key=lambda pair: -len(pair[1]))
    return [(cause, len(listed), _by_day(listed)) for cause, listed in in_order]


def _left(run: PlanRun, session: CounsellingSession, cause: Cause) -> LeftUnfilled:
    kept = run.lacks.get(str(session.id), {})
    causes = dict.fromkeys(CAUSE_OF[RuleCode(code)] for code in kept.get("rules", ()))
    return LeftUnfilled(
        session, [each for each in causes if each is not cause], kept.get("gains", 0)
    )


def _by_day(listed: Sequence[LeftUnfilled]) -> list[UnfilledOfDay]:
    in_order = sorted(listed, key=lambda each: (each.session.day, each.session.starts_at))
    return [
        UnfilledOfDay(day, list(found))
        for day, found in groupby(in_order, lambda each: each.session.day)
    ]


def read_to_certify(uow: UnitOfWork, run: PlanRun) -> Sequence[ToCertify]:
    """Which certifications would have filled sessions of a run, the most useful first."""
    uow.require(DispatchPermission.BOARD_READ)
    lacking = {
        UUID(key): kept["to_certify"] for key, kept in run.lacks.items() if kept["to_certify"]
    }
    groups: dict[tuple[Language, CertificationLevel], list[list[str]]] = defaultdict(list)
    for session in sessions.list_by_ids(uow, list(lacking)):
        request = session.request
        able = levels_that_serve(request.tier, request.domain)
        lowest = next(level for level in CertificationLevel if level in able)
        groups[request.language_planned, lowest].append(lacking[session.id])
    ids = {UUID(who) for found in groups.values() for each in found for who in each}
    known = {str(row.id): row for row in directory.list_by_ids(uow, ids)} if ids else {}
    rows = [
        ToCertify(language, level, len(found), _people(known, found))
        for (language, level), found in groups.items()
    ]
    return sorted(rows, key=lambda row: (-row.sessions, row.language.value, row.level.value))


def _people(
    known: Mapping[str, Interpreter], found: Sequence[Sequence[str]]
) -> Sequence[Interpreter]:
    ids = dict.fromkeys(who for each in found for who in each)
    return [known[who] for who in ids if who in known]
