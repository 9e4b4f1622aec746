"""The figures of a period beside those of the one before, for the centre or for the reader's own organisations."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.cities import CITIES
from accounts.service import organisations
from accounts.service.organisations import Organisation
from dispatch.domain.feedback import FeedbackKind
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.report_rows import ReportMeasure, RowsBehind, RowsWanted
from dispatch.domain.reports import (
    Dimension,
    LoadSpread,
    NeedFate,
    ReportPeriod,
    Tally,
    cause_from,
    fill_rate,
    last_quarter,
    load_spread,
    way_of_a_session,
)
from dispatch.store.queries import feedback as feedback_queries
from dispatch.store.queries import report_rows as row_queries
from dispatch.store.queries import reports as queries
from dispatch.store.queries.reports import PersonFigures, ReportScope
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden, NotFound
from foundation.text.i18n import label
from foundation.text.message import LazyText, say
from foundation.times.zones import days_span, monday_of
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality
from training.service.pages import funnel
from training.service.pages.funnel import TrainingFunnel

ANY, OWN = DispatchPermission.REPORT_READ_ANY, DispatchPermission.REPORT_READ_OWN
# Certifications that end within so many days are told of.
ENDING_DAYS = 90
# A longer period is drawn by months, a shorter one by weeks.
LONGEST_BY_WEEK = 100
# Behind a fill rate stand the filled and the unmet ones.
DECIDED = "decided"


class ReportUnit(StrEnum):
    """What a figure is counted in."""

    COUNT = "count"
    PERCENT = "percent"
    MINUTES = "minutes"
    WON = "won"


@dataclass(frozen=True, kw_only=True)
class ReportWish:
    """Of which period a report is wanted, narrowed to what, and told apart by what."""

    period: ReportPeriod
    organisation_id: UUID | None = None
    language: Language | None = None
    domain: Domain | None = None
    by: Dimension = Dimension.LANGUAGE


@dataclass(frozen=True, kw_only=True)
class ReportFigure:
    """One figure now and in the period before.

    Behind it stand the sessions of a fate, `rows`, with what is measured of them, `show`; or rows of another
    kind, `behind`.
    """

    label: LazyText
    unit: ReportUnit
    now: Fraction | None
    before: Fraction | None
    rows: str = ""
    show: ReportMeasure | None = None
    behind: RowsBehind | None = None

    @property
    def change(self) -> Fraction | None:
        """How much more than before."""
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True, kw_only=True)
class ReportGroup:
    """One value of a dimension, with its figures; `key` is what it is asked for by."""

    key: str
    name: str
    tally: Tally
    before: Tally
    lead: Fraction | None
    fill_time: Fraction | None


@dataclass(frozen=True, kw_only=True)
class TrendStep:
    """A week or a month of the period, and the one as many steps into the period before, with their days."""

    first: date
    last: date
    now: Tally
    before: Tally
    before_first: date
    before_last: date


@dataclass(frozen=True, kw_only=True)
class CauseCount:
    """How many needs were not met for one cause, now and before."""

    code: str
    now: int
    before: int


@dataclass(frozen=True, kw_only=True)
class OrganisationPay:
    """What the work of the days for one organisation costs, and what is approved of it."""

    organisation: Organisation
    claims: int
    won: int
    approved_won: int


@dataclass(frozen=True, kw_only=True)
class ReportSeen:
    """A report as pages, files and print show it."""

    wish: ReportWish
    organisations: Sequence[Organisation]
    is_of_all: bool
    figures: Sequence[ReportFigure]
    groups: Sequence[ReportGroup]
    trend: Sequence[TrendStep]
    causes: Sequence[CauseCount]
    cities: Sequence[str]
    languages: Sequence[str]
    pairs: Mapping[tuple[str, str], Tally]
    people: Sequence[PersonFigures]
    load: LoadSpread | None
    # empty where language or field narrow the report
    pay: Sequence[OrganisationPay]
    # None for an organisation: the school is the centre's
    training: TrainingFunnel | None
    training_before: TrainingFunnel | None
    ending: Mapping[CertificationLevel, int]


def readable(uow: UnitOfWork) -> Collection[UUID] | None:
    """The organisations whose figures the actor may see; None for all. Forbidden for nobody's."""
    if uow.may(ANY):
        return None
    own = uow.actor.organisations_for(OWN)
    if not own:
        raise Forbidden
    return own


def scope_of(uow: UnitOfWork, wish: ReportWish, period: ReportPeriod) -> ReportScope:
    """What of the database belongs to a report; NotFound for an organisation that is not the actor's to see."""
    only = readable(uow)
    if wish.organisation_id is not None:
        if only is not None and wish.organisation_id not in only:
            raise NotFound
        only = {wish.organisation_id}
    return ReportScope(
        first=period.first, last=period.last, only=only, language=wish.language, domain=wish.domain
    )


def see_report(uow: UnitOfWork, wish: ReportWish, language: str) -> ReportSeen:
    """Everything of a period, counted now, with names in the reader's language."""
    only = readable(uow)
    now, before = (scope_of(uow, wish, each) for each in (wish.period, wish.period.before))
    people = queries.by_interpreter(uow.db, now)
    pairs = queries.by_language_and_city(uow.db, now)
    causes, causes_before = queries.by_cause(uow.db, now), queries.by_cause(uow.db, before)
    is_whole = only is None and wish.organisation_id is None
    period = wish.period
    return ReportSeen(
        wish=wish,
        organisations=[
            each
            for each in organisations.list_organisations(uow)
            if only is None or each.id in only
        ],
        is_of_all=only is None,
        figures=_figures(uow, now, before),
        groups=groups_by(uow, wish, wish.by, language),
        trend=_trend(uow, now, before),
        causes=sorted(
            (
                CauseCount(code=code, now=causes.get(code, 0), before=causes_before.get(code, 0))
                for code in {*causes, *causes_before}
            ),
            key=lambda each: (-each.now, each.code),
        ),
        cities=_most(pairs, 1),
        languages=_most(pairs, 0),
        pairs=pairs,
        people=people,
        load=load_spread([each.minutes for each in people if each.sessions]),
        pay=_pay_by_organisation(uow, now),
        training=funnel.training_funnel(uow, period.first, period.last) if is_whole else None,
        training_before=funnel.training_funnel(uow, period.before.first, period.before.last)
        if is_whole
        else None,
        ending=funnel.certifications_ending(uow, uow.today, uow.today + timedelta(days=ENDING_DAYS))
        if is_whole
        else {},
    )


def _figures(uow: UnitOfWork, now: ReportScope, before: ReportScope) -> list[ReportFigure]:
    both = [queries.total(uow.db, scope) for scope in (now, before)]
    fills = [queries.median_fill(uow.db, scope, None).get("") for scope in (now, before)]
    leads = [queries.median_lead(uow.db, scope, None).get("") for scope in (now, before)]
    count, minutes = ReportUnit.COUNT, ReportUnit.MINUTES

    def counted(text: LazyText, name: str, rows: str) -> ReportFigure:
        values = [Fraction(getattr(each, name)) for each in both]
        return ReportFigure(label=text, unit=count, now=values[0], before=values[1], rows=rows)

    def measured(
        text: LazyText, show: ReportMeasure, values: Sequence[Fraction | None]
    ) -> ReportFigure:
        now, before = values
        return ReportFigure(label=text, unit=minutes, now=now, before=before, show=show)

    return [
        counted(say("Requested sessions"), "asked", "all"),
        ReportFigure(
            label=say("Fill rate"),
            unit=ReportUnit.PERCENT,
            now=fill_rate(both[0]),
            before=fill_rate(both[1]),
            rows=DECIDED,
        ),
        counted(say("Not filled"), "unmet", NeedFate.UNMET),
        measured(say("Time to fill"), ReportMeasure.FILL, fills),
        measured(
            say("Way to a session"), ReportMeasure.WAY, [way_of_a_session(each) for each in both]
        ),
        counted(say("Filled"), "filled", NeedFate.FILLED),
        counted(say("Still open"), "open", NeedFate.OPEN),
        counted(say("Cancelled"), "called_off", NeedFate.CALLED_OFF),
        counted(say("Cancelled too late"), "called_off_late", "late"),
        counted(say("Declined, not for this office"), "not_ours", NeedFate.NOT_OURS),
        counted(say("The interpreter waited in vain"), "waited_in_vain", "in_vain"),
        counted(say("In another language or one level lower"), "downgraded", "downgraded"),
        measured(say("Notice given"), ReportMeasure.LEAD, leads),
        measured(
            say("Time interpreted, as planned"),
            ReportMeasure.TIME,
            [Fraction(each.minutes) for each in both],
        ),
        *_money(uow, now, before),
        *_feedback(uow, now, before),
    ]


def _money(uow: UnitOfWork, now: ReportScope, before: ReportScope) -> list[ReportFigure]:
    """What the work of the days costs; claims know no language and no field, so nothing where these narrow."""
    if now.language is not None or now.domain is not None:
        return []
    sums = [queries.claimed_won(uow.db, scope) for scope in (now, before)]
    return [
        ReportFigure(
            label=text,
            unit=ReportUnit.WON,
            now=Fraction(sums[0][place]),
            before=Fraction(sums[1][place]),
            behind=behind,
        )
        for place, (text, behind) in enumerate(
            (
                (say("Pay for the period's work"), RowsBehind.PAY),
                (say("Pay approved of it"), RowsBehind.PAY_APPROVED),
            )
        )
    ]


def _pay_by_organisation(uow: UnitOfWork, now: ReportScope) -> list[OrganisationPay]:
    """What costs most first."""
    if now.language is not None or now.domain is not None:
        return []
    known = {each.id: each for each in organisations.list_organisations(uow)}
    found = [
        OrganisationPay(organisation=known[id_], claims=claims, won=won, approved_won=approved)
        for id_, claims, won, approved in queries.claimed_by_organisation(uow.db, now)
    ]
    return sorted(found, key=lambda each: (-each.won, each.organisation.code))


def _feedback(uow: UnitOfWork, now: ReportScope, before: ReportScope) -> list[ReportFigure]:
    """Complaints and praise received in the days; of an organisation those about its sessions."""
    found: list[Mapping[FeedbackKind, int]] = []
    for scope in (now, before):
        span = days_span(scope.first, scope.last, uow.settings.zone)
        found.append(feedback_queries.count_received(uow.db, span.start, span.end, scope.only))
    return [
        ReportFigure(
            label=text,
            unit=ReportUnit.COUNT,
            now=Fraction(found[0].get(kind, 0)),
            before=Fraction(found[1].get(kind, 0)),
            behind=behind,
        )
        for kind, text, behind in (
            (FeedbackKind.COMPLAINT, say("Complaints received"), RowsBehind.COMPLAINTS),
            (FeedbackKind.PRAISE, say("Praise received"), RowsBehind.PRAISE),
        )
    ]


def groups_by(uow: UnitOfWork, wish: ReportWish, by: Dimension, language: str) -> list[ReportGroup]:
    """The figures by one dimension, what was asked for most often first."""
    now, before = (scope_of(uow, wish, each) for each in (wish.period, wish.period.before))
    found, earlier = queries.tallies(uow.db, now, by), queries.tallies(uow.db, before, by)
    leads, fills = queries.median_lead(uow.db, now, by), queries.median_fill(uow.db, now, by)
    names = {each.code: each.name_in(language) for each in organisations.list_organisations(uow)}
    return sorted(
        (
            ReportGroup(
                key=key,
                name=names[key] if by is Dimension.ORGANISATION else name_of(by, key, language),
                tally=found.get(key, Tally()),
                before=earlier.get(key, Tally()),
                lead=leads.get(key),
                fill_time=fills.get(key),
            )
            for key in {*found, *earlier}
        ),
        key=lambda each: (-each.tally.asked, each.key),
    )


def _trend(uow: UnitOfWork, now: ReportScope, before: ReportScope) -> list[TrendStep]:
    by_week = (now.last - now.first).days < LONGEST_BY_WEEK
    steps, earlier = (
        _steps(queries.by_day(uow.db, scope), scope, by_week=by_week) for scope in (now, before)
    )
    missing = [(before.last, before.last, Tally())] * max(0, len(steps) - len(earlier))
    return [
        TrendStep(
            first=first,
            last=last,
            now=tally,
            before=past,
            before_first=before_first,
            before_last=before_last,
        )
        for (first, last, tally), (before_first, before_last, past) in zip(
            steps, [*earlier, *missing], strict=False
        )
    ]


def _steps(
    days: Mapping[date, Tally], scope: ReportScope, *, by_week: bool
) -> list[tuple[date, date, Tally]]:
    """Weeks or months of the days, as far as they lie in them: first and last day, and what was counted."""
    found = defaultdict[date, Tally](Tally)
    lasts: dict[date, date] = {}
    for n in range((scope.last - scope.first).days + 1):
        day = scope.first + timedelta(days=n)
        first = max(scope.first, monday_of(day)) if by_week else day.replace(day=1)
        found[first] = found[first].plus(days.get(day, Tally()))
        lasts[first] = day
    return [(first, lasts[first], tally) for first, tally in sorted(found.items())]


def _most(pairs: Mapping[tuple[str, str], Tally], place: int) -> list[str]:
    """Keys of one side, what was asked for most often first."""
    asked = defaultdict[str, int](int)
    for key, tally in pairs.items():
        asked[key[place]] += tally.asked
    return sorted(asked, key=lambda key: (-asked[key], key))


def select_rows(
    uow: UnitOfWork, wish: ReportWish, wanted: RowsWanted
) -> sa.Select[CounsellingSession]:
    """The sessions behind a number, as a question."""
    return row_queries.select_rows(scope_of(uow, wish, wish.period), wanted)


def measured_of(
    uow: UnitOfWork,
    wish: ReportWish,
    measure: ReportMeasure,
    sessions: Collection[CounsellingSession],
) -> dict[UUID, Fraction]:
    """What is measured of some of these sessions, in minutes."""
    scope = scope_of(uow, wish, wish.period)
    found = row_queries.measured(uow.db, scope, measure, [each.id for each in sessions])
    return {id_: Fraction(seconds, row_queries.SECONDS) for id_, seconds in found.items()}


def name_of(by: Dimension, key: str, language: str) -> str:
    """What a key of a dimension is called; an organisation's is its code and has its own name."""
    if by is Dimension.CITY:
        return CITIES[key].name_in(language) if key in CITIES else key
    kinds = {
        Dimension.LANGUAGE: Language,
        Dimension.DOMAIN: Domain,
        Dimension.MODALITY: Modality,
    }
    kind = kinds.get(by)
    return label(kind(key), language) if kind is not None and key in {*kind} else key


def cause_name(code: str, language: str) -> str:
    """What a cause is called."""
    return label(cause_from(code), language)


def usual_wish(today: date) -> ReportWish:
    """What is shown to whoever asks for nothing: the last whole quarter."""
    return ReportWish(period=last_quarter(today))
