"""Pay reckoned once more from rows and rate cards, by code that shares no rule of money with the product."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from dispatch.domain.rates import PayLineKind
from dispatch.domain.settings import DispatchSettings
from dispatch.store.queries.assignments import with_session
from dispatch.store.tables import (
    Assignment,
    Offer,
    OutcomeReport,
    PayClaim,
    RateCard,
    Standby,
    Statement,
    TranslationOffer,
    TranslationStep,
)
from foundation.database.work import UnitOfWork
from interpreters.domain.qualifications import CertificationLevel, Modality
from scheduling.domain.holidays import holiday_name
from scheduling.store.tables import ClosingDay
from training.store.tables import Certification, Learner, Scheme

K = PayLineKind
EARTH_RADIUS_KM = 6371.0
# What the two taxes of business income leave to be paid out is floored to tens.
TEN = 10


def half_up(won: Fraction) -> int:
    return math.floor(won + Fraction(1, 2))


class ByHand:
    """Reads everything once; `lines` are what a claim's work pays, kind by kind."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.zone, self.own = uow.settings.zone, uow.settings.of(DispatchSettings)
        db = uow.db
        self.cards = list(
            db.scalars(sa.select(RateCard).order_by(RateCard.valid_from, RateCard.entered_at))
        )
        self.assignments = {
            each.id: each
            for each in db.scalars(sa.select(Assignment).options(*with_session())).unique()
        }
        self.offers = {each.id: each for each in db.scalars(sa.select(Offer))}
        self.said: dict[UUID, list[OutcomeReport]] = defaultdict(list)
        for report in db.scalars(sa.select(OutcomeReport).order_by(OutcomeReport.version)):
            self.said[report.session_id].append(report)
        steps = sa.select(TranslationStep).options(joinedload(TranslationStep.job))
        self.steps = {each.id: each for each in db.scalars(steps)}
        accepted = db.scalars(sa.select(TranslationOffer))
        self.promised = {
            (each.step_id, each.interpreter_id): each.rate_card_id
            for each in accepted
            if each.state.value == "accepted"
        }
        self.standbys = {each.id: each for each in db.scalars(sa.select(Standby))}
        self.added = {
            each.day for each in db.scalars(sa.select(ClosingDay)) if each.kind == "public_holiday"
        }
        court = (
            sa.select(Learner.interpreter_id, Certification)
            .join(Certification, Certification.learner_id == Learner.id)
            .join(Scheme, Scheme.id == Certification.scheme_id)
            .where(Scheme.level == CertificationLevel.COURT)
        )
        self.court = [(row[0], row[1]) for row in db.execute(court)]

    def lines(self, claim: PayClaim) -> Mapping[PayLineKind, int]:
        """What the work behind a claim pays."""
        if claim.source_id in self.assignments:
            return self._session(self.assignments[claim.source_id])  # pyright: ignore[reportArgumentType]  a UUID
        if claim.source_id in self.steps:
            return self._step(self.steps[claim.source_id])  # pyright: ignore[reportArgumentType]  a UUID
        if claim.source_id in self.standbys:
            return {K.STANDBY: self.standbys[claim.source_id].pay_won}
        return {}

    def _card(self, day: date, organisation_id: UUID, domain: Any, *, court: bool) -> RateCard:
        """Of what fits and has begun: what names most, the organisation first; of one scope the last."""

        def fits(card: RateCard) -> bool:
            return (
                card.valid_from <= day
                and card.organisation_id in (None, organisation_id)
                and card.domain in (None, domain)
                and (card.level is None or court)
            )

        newest = {(c.organisation_id, c.domain, c.level): c for c in self.cards if fits(c)}

        def named(card: RateCard) -> tuple[int, bool, bool, bool]:
            three = (
                card.organisation_id is not None,
                card.domain is not None,
                card.level is not None,
            )
            return sum(three), *three

        return max(newest.values(), key=named)

    def _is_for_court(self, who: UUID, language: object, day: date) -> bool:
        return any(
            holder == who
            and held.language == language
            and held.status.value == "granted"
            and held.valid_from <= day < held.valid_until
            for holder, held in self.court
            if held.valid_from is not None and held.valid_until is not None
        )

    def _times(self, assignment: Assignment) -> tuple[bool, datetime, int, int]:
        """Held, from when, minutes interpreted, minutes waited: the coordinator's word, hers, the counsellor's."""
        said: dict[str, OutcomeReport] = {}
        for report in self.said[assignment.session_id]:
            if report.assignment_id in (None, assignment.id):
                said[report.said_as.value] = report
        for who in ("coordinator", "interpreter", "counsellor"):
            if who in said:
                it = said[who]
                start = it.started_at or assignment.starts_at
                end = it.ended_at or assignment.ends_at
                minutes = int((end - start).total_seconds()) // 60 - it.break_minutes
                return it.was_held, start, minutes, it.waited_minutes
        minutes = int((assignment.ends_at - assignment.starts_at).total_seconds()) // 60
        return True, assignment.starts_at, minutes, 0

    def _time(self, card: RateCard, start: datetime, minutes: int) -> dict[PayLineKind, int]:
        """The time with its surcharges, minute by minute."""
        assert card.hour_won is not None
        paid = max(minutes, card.minimum_minutes)
        while paid % card.step_minutes:
            paid += 1
        basis = Fraction(card.hour_won * paid, 60)
        counted: Counter[PayLineKind] = Counter()
        for n in range(minutes):
            at = start.astimezone(self.zone) + timedelta(minutes=n)
            counted[K.NIGHT] += at.hour >= 22 or at.hour < 6
            if holiday_name(at.date()) is not None or at.date() in self.added:
                counted[K.HOLIDAY] += 1
            elif at.weekday() > 4:
                counted[K.WEEKEND] += 1
        found = {K.TIME: half_up(basis)}
        percents = {
            K.NIGHT: card.night_percent,
            K.WEEKEND: card.weekend_percent,
            K.HOLIDAY: card.holiday_percent,
        }
        for kind, percent in percents.items():
            if counted[kind] and percent:
                found[kind] = half_up(basis * Fraction(counted[kind] * percent, minutes * 100))
        return found

    def _way(self, card: RateCard, assignment: Assignment) -> dict[PayLineKind, int]:
        """There and back: the minutes each way in steps, the kilometres to the tenth, half to even as decimals do."""
        session, home = assignment.session, assignment.interpreter
        if session.modality is not Modality.ON_SITE or session.site is None:
            return {}
        a, b = (
            (math.radians(it.latitude), math.radians(it.longitude)) for it in (home, session.site)
        )
        h = (
            math.sin((b[0] - a[0]) / 2) ** 2
            + math.cos(a[0]) * math.cos(b[0]) * math.sin((b[1] - a[1]) / 2) ** 2
        )
        km = 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(h)) * self.own.travel_detour
        if km < 0.05:
            return {}
        step = self.own.travel_round_to_minutes
        minutes = 2 * step * math.ceil(round(km / self.own.travel_kmh * 60 / step, 9))
        tenths = Fraction((Decimal(2) * Decimal(str(km))).quantize(Decimal("0.1")))
        lines = {
            K.TRAVEL_TIME: half_up(Fraction(minutes * card.travel_hour_won, 60)),
            K.FARE: half_up(tenths * card.fare_km_won),
        }
        return {kind: won for kind, won in lines.items() if won}

    def _session(self, assignment: Assignment) -> Mapping[PayLineKind, int]:
        request = assignment.session.request
        day = assignment.starts_at.astimezone(self.zone).date()
        language = assignment.other_language or request.language
        court = self._is_for_court(assignment.interpreter_id, language, day)
        card = self._card(day, request.organisation_id, request.domain, court=court)
        offer = None if assignment.offer_id is None else self.offers[assignment.offer_id]
        if offer is not None and offer.rate_card_id is not None:
            card = next(each for each in self.cards if each.id == offer.rate_card_id)
        planned = self._time(card, assignment.starts_at, assignment.session.minutes)
        way = self._way(card, assignment)
        if assignment.state.value == "cancelled":
            share = half_up(Fraction(sum(planned.values()) * card.late_cancel_percent, 100))
            had_set_out = assignment.set_out_at or assignment.arrived_at
            return {K.LATE_CANCELLATION: share, **(way if had_set_out else {})}
        held, start, minutes, waited = self._times(assignment)
        waiting = half_up(Fraction(waited * card.waiting_hour_won, 60))
        more = {**way, **({K.WAITING: waiting} if waiting else {})}
        if not held:
            share = half_up(Fraction(sum(planned.values()) * card.no_show_percent, 100))
            return {K.NO_SHOW: share, **more}
        return {**self._time(card, start.replace(second=0), minutes), **more}

    def _step(self, step: TranslationStep) -> Mapping[PayLineKind, int]:
        job, card_id = step.job, self.promised.get((step.id, step.interpreter_id))  # pyright: ignore[reportArgumentType]  somebody handed it in
        assert step.handed_in_at is not None
        day = step.handed_in_at.astimezone(self.zone).date()
        card = self._card(day, job.organisation_id, job.domain, court=False)
        if card_id is not None:
            card = next(each for each in self.cards if each.id == card_id)
        assert card.hour_won is not None
        each_won = {"pages": card.page_won, "words": card.word_won, "hours": card.hour_won}
        units, kinds = step.units or 0, {"pages": K.PAGES, "words": K.WORDS, "hours": K.TIME}
        won = units * each_won[job.measure.value]
        if step.kind.value != "translation":
            return {K.REVISION: half_up(Fraction(won * card.revision_percent, 100))}
        copy = {K.CERTIFIED_COPY: card.certified_copy_won} if job.certified else {}
        return {kinds[job.measure.value]: won, **copy}


def compare_claims(uow: UnitOfWork, claims: Iterable[PayClaim]) -> Counter[str]:
    """Hold every line of these claims against the reckoning by hand; how many of each kind were compared."""
    by_hand, seen = ByHand(uow), Counter[str]()
    for claim in claims:
        entered = sum(line.won for line in claim.lines if line.reason)
        own = {line.kind: line.won for line in claim.lines if not line.reason}
        again = by_hand.lines(claim)
        assert own == again, (claim.kind, claim.day, claim.id)
        assert claim.won == sum(again.values()) + entered
        seen[claim.kind.value] += 1
    return seen


def compare_statements(uow: UnitOfWork) -> Mapping[date, int]:
    """Hold every statement against its claims and the taxes of business income; how many of each month."""
    claims: dict[object, list[PayClaim]] = defaultdict(list)
    for claim in uow.db.scalars(sa.select(PayClaim).where(PayClaim.statement_id.is_not(None))):
        claims[claim.statement_id].append(claim)
    seen = Counter[date]()
    for statement in uow.db.scalars(sa.select(Statement)):
        own = claims[statement.id]
        gross = sum(claim.won for claim in own)
        income = gross * 3 // 100 // TEN * TEN
        local = income // 10 // TEN * TEN
        kept = (
            statement.gross_won,
            statement.income_tax_won,
            statement.local_tax_won,
            statement.net_won,
        )
        assert kept == (gross, income, local, gross - income - local), statement.id
        assert {claim.interpreter_id for claim in own} == {statement.interpreter_id}
        after = (statement.month + timedelta(days=32)).replace(day=1)
        assert all(claim.day < after and claim.state.value == "approved" for claim in own)
        seen[statement.month] += 1
    return seen
