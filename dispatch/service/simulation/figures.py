"""What came of the weeks, from the rows alone."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, timedelta
from statistics import fmean, median
from uuid import UUID

from dispatch.domain import filed
from dispatch.domain.helpline import CallEnd
from dispatch.domain.states import AssignmentState
from dispatch.service.simulation import promises
from dispatch.service.simulation.clairvoyant import Foreseen
from dispatch.service.simulation.stage import PlayStage
from dispatch.store.queries import simulation_rows as rows_of
from dispatch.store.queries.simulation_rows import AssignmentRow, CallRow, OfferRow, SessionRow
from foundation.messages.records import THROUGH
from scheduling.domain.states import SessionState

SERVED = frozenset({AssignmentState.COMPLETED, AssignmentState.CHECKED_IN})
P95 = 0.95
# PlayFigures that are shares; those that say whose figures they are; and what is drawn, or read apart.
SHARES = frozenset({"fill_rate", "of_clairvoyant", "helpline_connected"})
WHOSE = frozenset({"seed", "weeks", "autopilot"})
DRAWN = frozenset({"days", "minutes_to_fill", "helpline_seconds", "refused"})


@dataclass(frozen=True)
class DayFigures:
    """One day of sessions: slots wanted, and slots that somebody served."""

    day: date
    wanted: int
    filled: int


@dataclass(frozen=True, kw_only=True)
class PlayFigures:
    """The figures of one play, as `ieum simulate --json` gives them, and what is drawn of it."""

    seed: int
    weeks: int
    autopilot: bool
    sessions: int
    wanted: int
    filled: int
    fill_rate: float
    of_clairvoyant: float
    clairvoyant: int
    clairvoyant_at_most: int
    median_minutes_to_fill: float | None
    p95_minutes_to_fill: float | None
    urgent: int
    urgent_filled: int
    helpline_calls: int
    helpline_on_duty: int
    helpline_median_seconds: float | None
    helpline_connected: float | None
    repairs: int
    changes_per_repair: float | None
    messages_per_session: float
    without_outcome: int
    offers_in_limbo: int
    double_booked: int
    notices_of_cancelled: int
    dead_jobs: int
    days: Sequence[DayFigures] = ()
    minutes_to_fill: Sequence[float] = ()
    helpline_seconds: Sequence[float] = ()
    refused: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def length(self) -> str:
        """How long was played, in words."""
        return f"{self.weeks} week{'' if self.weeks == 1 else 's'}"

    @property
    def broken(self) -> int:
        """How often something happened that must never happen."""
        return (
            self.without_outcome
            + self.offers_in_limbo
            + self.double_booked
            + self.notices_of_cancelled
            + self.dead_jobs
        )

    def told(self) -> list[tuple[str, object]]:
        """The figures by name, without whose they are and what is only drawn."""
        names = [each.name for each in fields(self) if each.name not in WHOSE | DRAWN]
        return [(name, getattr(self, name)) for name in names]

    def as_json(self) -> dict[str, object]:
        """The figures by name, without what is only drawn."""
        whose = {each.name: getattr(self, each.name) for each in fields(self) if each.name in WHOSE}
        return {**whose, **dict(self.told()), "refused": dict(self.refused)}


@dataclass(frozen=True)
class _Rows:
    """Everything that happened, read once."""

    sessions: Sequence[SessionRow]
    assignments: Sequence[AssignmentRow]
    offers: Sequence[OfferRow]
    messages: Sequence[rows_of.MessageRow]
    repairs: Sequence[int]
    calls: Sequence[CallRow]
    dead_jobs: int
    told: frozenset[UUID]


def figures_of(stage: PlayStage, foreseen: Foreseen) -> PlayFigures:
    """The figures of a play that is over."""
    rows = _read(stage)
    called = {call.session_id for call in rows.calls}
    standing = [
        row
        for row in rows.sessions
        if row.state is not SessionState.CANCELLED and row.id not in called
    ]
    # A call that has ended says itself what came of it.
    ended = {call.session_id for call in rows.calls if call.ending is not None}
    answerable = [call for call in rows.calls if call.ending is not CallEnd.NOBODY_ON_DUTY]
    waited = [
        (call.connected_at - call.opened_at).total_seconds()
        for call in answerable
        if call.connected_at is not None
    ]
    served = _served(rows.assignments)
    wanted = sum(row.team for row in standing)
    whole = [row for row in standing if len(served[row.id]) >= row.team]
    filled = sum(row.team for row in whole)
    waits = _minutes_to_fill(whole, rows.assignments)
    urgent = [row for row in standing if stage.asked[row.id].urgent]
    sent = sum(row.state in THROUGH for row in rows.messages)
    return PlayFigures(
        seed=stage.wish.seed,
        weeks=stage.wish.weeks,
        autopilot=stage.wish.autopilot,
        sessions=len(standing),
        wanted=wanted,
        filled=filled,
        fill_rate=_share(filled, wanted),
        of_clairvoyant=_share(filled, foreseen.at_most),
        clairvoyant=foreseen.filled,
        clairvoyant_at_most=foreseen.at_most,
        median_minutes_to_fill=round(median(waits), 1) if waits else None,
        p95_minutes_to_fill=_percentile(waits, P95),
        urgent=len(urgent),
        urgent_filled=sum(len(served[row.id]) >= row.team for row in urgent),
        helpline_calls=len(rows.calls),
        helpline_on_duty=len(answerable),
        helpline_median_seconds=_median_of_calls(answerable),
        helpline_connected=_share(len(waited), len(answerable)) if answerable else None,
        repairs=len(rows.repairs),
        changes_per_repair=round(fmean(rows.repairs), 2) if rows.repairs else None,
        messages_per_session=round(sent / max(1, len(rows.sessions)), 2),
        without_outcome=promises.without_outcome(rows.sessions, stage.now, rows.told | ended),
        offers_in_limbo=promises.in_limbo(
            rows.offers, {row.id: row for row in rows.sessions}, stage.now
        ),
        double_booked=promises.double_booked(rows.assignments),
        notices_of_cancelled=promises.notices_of_cancelled(rows.messages, _off_since(rows)),
        dead_jobs=rows.dead_jobs,
        days=_days(standing, {row.id for row in whole}),
        minutes_to_fill=sorted(waits),
        helpline_seconds=sorted(waited),
        refused=dict(sorted(stage.refused.items())),
    )


def _read(stage: PlayStage) -> _Rows:
    with stage.look() as uow:
        return _Rows(
            sessions=rows_of.all_sessions(uow.db),
            assignments=rows_of.all_assignments(uow.db),
            offers=rows_of.all_offers(uow.db),
            messages=rows_of.all_messages(uow.db),
            repairs=rows_of.changes_of_repairs(uow.db),
            calls=rows_of.all_calls(uow.db),
            dead_jobs=rows_of.count_dead_jobs(uow.db),
            told=rows_of.with_outcome(uow.db),
        )


def _served(assignments: Sequence[AssignmentRow]) -> Mapping[UUID, set[int]]:
    """The slots of each session that somebody served."""
    found: dict[UUID, set[int]] = defaultdict(set)
    for row in assignments:
        if row.state in SERVED:
            found[row.session_id].add(row.slot_no)
    return found


def _minutes_to_fill(
    whole: Sequence[SessionRow], assignments: Sequence[AssignmentRow]
) -> list[float]:
    """Of each slot that was served, the minutes from the request to the first yes."""
    first: dict[tuple[UUID, int], datetime] = {}
    for row in assignments:
        first.setdefault((row.session_id, row.slot_no), row.created_at)
    asked = {row.id: row.submitted_at for row in whole}
    return [
        (at - asked[session]) / timedelta(minutes=1)
        for (session, _), at in first.items()
        if session in asked
    ]


def _median_of_calls(answerable: Sequence[CallRow]) -> float | None:
    """Seconds from the call to the first yes where anybody was on duty; who never got through waited longest."""
    waits = sorted(
        math.inf
        if call.connected_at is None
        else (call.connected_at - call.opened_at).total_seconds()
        for call in answerable
    )
    if not waits:
        return None
    found = waits[(len(waits) - 1) // 2]
    return None if math.isinf(found) else found


def _off_since(rows: _Rows) -> dict[str, datetime]:
    """What messages are filed under of sessions that were called off, and since when they are."""
    off = {row.id: row.changed_at for row in rows.sessions if row.state is SessionState.CANCELLED}
    offers = {
        filed.about_offer(row.id): off[row.session_id]  # pyright: ignore[reportArgumentType]  ids as read
        for row in rows.offers
        if row.session_id in off
    }
    held = {
        filed.about_assignment(row.id): off[row.session_id]  # pyright: ignore[reportArgumentType]  ids as read
        for row in rows.assignments
        if row.session_id in off
    }
    kinds = (filed.about_session, filed.about_day, filed.about_desk)
    told = {about(session): at for session, at in off.items() for about in kinds}  # pyright: ignore[reportArgumentType]  ids as read
    return {**offers, **held, **told}


def _days(standing: Sequence[SessionRow], whole: set[UUID]) -> list[DayFigures]:
    wanted, filled = Counter[date](), Counter[date]()
    for row in standing:
        wanted[row.day] += row.team
        filled[row.day] += row.team if row.id in whole else 0
    return [DayFigures(day, wanted[day], filled[day]) for day in sorted(wanted)]


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0


def _percentile(values: Sequence[float], share: float) -> float | None:
    if not values:
        return None
    return round(sorted(values)[math.ceil(share * len(values)) - 1], 1)
