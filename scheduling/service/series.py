"""Recurring requests: made once, then changed or cancelled for one, the following, or all."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from accounts.domain.ids import OrganisationId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Problems, refuse
from foundation.text.message import LazyText, say
from scheduling.domain.ids import SeriesId
from scheduling.domain.needs import RequestNeed, settled
from scheduling.domain.series import MAX_OCCURRENCES, Scope, is_within, occurrence_days
from scheduling.domain.settings import SchedulingSettings
from scheduling.domain.states import CancelReason
from scheduling.service import checks, closing_days, requests
from scheduling.service.reading import list_of_series, need_of
from scheduling.store.queries import requests as queries
from scheduling.store.tables import CounsellingSession, Request, Series

# Fields that only make sense together: whoever moves the start moves its window too, whoever
# changes the city of a place its address.
_CLOCKS = ("start", "earliest", "latest")
_PLACE = ("site_id", "other_city", "address")


def find_problems(
    uow: UnitOfWork, need: RequestNeed, until: date | None, every_weeks: int
) -> Problems:
    """Everything wrong with a series, by field."""
    problems = checks.find_problems(uow, need)
    if every_weeks not in {1, 2, 4}:
        problems.add("every_weeks", say("It can repeat every week, every 2 or every 4 weeks."))
    if until is None:
        problems.add("until", say("Enter the last day of the series."))
    elif need.day is not None:
        _check_until(uow, need.day, until, problems)
    return problems


def _check_until(uow: UnitOfWork, first: date, until: date, problems: Problems) -> None:
    if until <= first:
        problems.add("until", say("The series must end after its first day."))
    elif (until - uow.today).days > uow.settings.of(SchedulingSettings).horizon_days:
        problems.add(
            "until",
            say(
                "Requests are possible up to %(n)s days ahead.",
                n=uow.settings.of(SchedulingSettings).horizon_days,
            ),
        )
    elif (until - first).days // 7 >= MAX_OCCURRENCES:
        problems.add("until", say("A series has at most %(n)s occurrences.", n=MAX_OCCURRENCES))


def list_special(
    uow: UnitOfWork, need: RequestNeed, until: date | None, every_weeks: int
) -> dict[date, LazyText]:
    """Which dates of a checked series are public holidays or closing days, each in a sentence."""
    if need.day is None or until is None:
        return {}
    days = occurrence_days(need.day, until, every_weeks)
    return {d: text for d in days if (text := closing_days.what_is_special(uow, d)) is not None}


def create(
    uow: UnitOfWork,
    need: RequestNeed,
    *,
    until: date | None,
    every_weeks: int = 1,
    label: str = "",
    leave_out: Collection[date] = frozenset(),
) -> list[Request]:
    """Place one request for each occurrence but those of `leave_out`, all of them or none."""
    find_problems(uow, need, until, every_weeks).check()
    assert need.organisation_id is not None
    assert need.day is not None
    assert until is not None
    days = [d for d in occurrence_days(need.day, until, every_weeks) if d not in leave_out]
    if not days:
        raise refuse("until", say("Every date of the series would be left out."))
    series = Series(
        organisation_id=need.organisation_id,
        label=label,
        every_weeks=every_weeks,
        created_at=uow.now,
    )
    uow.db.add(series)
    uow.db.flush()
    uow.record("series.created", subject=series.id, every_weeks=every_weeks)
    return [requests.place(uow, replace(need, day=day), series_id=series.id) for day in days]


def find_or_create(uow: UnitOfWork, organisation_id: OrganisationId, label: str) -> SeriesId:
    """The series that rows of a file share by its label."""
    found = queries.find_series(uow.db, organisation_id, label)
    if found is None:
        found = Series(organisation_id=organisation_id, label=label, created_at=uow.now)
        uow.db.add(found)
        uow.db.flush()
    return found.id


def change(uow: UnitOfWork, request_id: UUID, need: RequestNeed, scope: Scope) -> int:
    """Change one occurrence, this and the following ones, or all that are still to come.

    Only what differs from the edited occurrence is changed in the others, so that one that was
    moved before stays moved. Returns how many were changed; all of them or none.
    """
    chosen = requests.get_changeable(uow, request_id)
    before = need_of(uow, chosen)
    checks.find_problems(uow, need, kept=before).check()
    need = settled(need, uow.settings)
    targets = _targets(uow, chosen, scope)
    changes: list[tuple[CounsellingSession, RequestNeed, RequestNeed]] = []
    for session in targets:
        own = need_of(uow, session)
        wanted = need if session.id == chosen.id else _changed_likewise(own, before, need)
        checks.find_problems(uow, wanted, kept=own).check()
        changes.append((session, own, wanted))
    for session, own, wanted in changes:
        requests.apply_change(uow, session, own, wanted)
    return len(changes)


def _changed_likewise(own: RequestNeed, before: RequestNeed, after: RequestNeed) -> RequestNeed:
    changed = {name: value for name, value in vars(after).items() if getattr(before, name) != value}
    if "day" in changed and own.day and before.day and after.day:
        changed["day"] = own.day + (after.day - before.day)
    for together in (_CLOCKS, _PLACE):
        if any(name in changed for name in together):
            changed |= {name: getattr(after, name) for name in together}
    return replace(own, **changed)


def cancel(
    uow: UnitOfWork, request_id: UUID, scope: Scope, reason: CancelReason | None = None
) -> int:
    """Cancel one occurrence, this and the following ones, or all that are still to come."""
    chosen = requests.get_changeable(uow, request_id)
    targets = _targets(uow, chosen, scope)
    for session in targets:
        requests.apply_cancel(uow, session, reason)
    return len(targets)


def count_in(uow: UnitOfWork, session: CounsellingSession, scope: Scope) -> int:
    """How many occurrences a change of this scope would touch."""
    return len(_targets(uow, session, scope))


def _targets(
    uow: UnitOfWork, chosen: CounsellingSession, scope: Scope
) -> Sequence[CounsellingSession]:
    if scope is Scope.THIS or chosen.request.series_id is None:
        return [chosen]
    return [
        session
        for session in list_of_series(uow, chosen.request)
        if session.id == chosen.id
        or (
            is_within(session.day, chosen.day, scope)
            and requests.reason_against_change(uow, session) is None
        )
    ]
