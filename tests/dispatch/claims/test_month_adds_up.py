"""A month of the demo's past adds up to the won: every line once more, from rows and rate cards, by other code."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from dispatch.domain.rates import PayLineKind
from dispatch.service.claims import months, proposing
from dispatch.service.rates.demo import enter_rates
from dispatch.service.situation.travel import place_for, travel_of
from dispatch.service.year.quarters import write_quarters
from dispatch.store.queries.assignments import with_session
from dispatch.store.tables import Assignment, OutcomeReport, PayClaim, RateCard, Statement
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.geo import road_km, travel_minutes
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import CertificationLevel, Modality
from scheduling.domain.holidays import holiday_name
from tests.conftest import NOON, open_office
from tests.dispatch.acting import acting
from tests.dispatch.year.test_quarters import a_small_cast
from tests.factories import a_user, an_organisation

pytestmark = pytest.mark.wide
SYSTEM = the_system("demo")
OCTOBER = date(2026, 10, 1)
K = PayLineKind


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[Office]:
    """Two quarters of three people, claimed and approved, and October closed."""
    path = tmp_path_factory.mktemp("claims") / "ieum.db"
    path.write_bytes(empty_database)
    office = open_office(f"sqlite:///{path}", lambda: NOON)
    with begin(office, SYSTEM) as uow:
        an_organisation(uow, "경기센터", kind=OrganisationKind.CENTRE)
        a_small_cast(uow)
        enter_rates(uow)
        write_quarters(uow, scale=0.3)
    with begin(office, SYSTEM) as uow:
        since = uow.now - timedelta(days=80)
        while proposing.propose_since(uow, since, uow.now):
            pass
    with begin(office, SYSTEM) as uow:
        desk = a_user(uow, Role.COORDINATOR)
        # Approved past the silence of their interpreters: what is asked here is what they say.
        uow.db.execute(
            sa.update(PayClaim).values(
                state="approved", approved_by_id=desk.id, approved_at=uow.now
            )
        )
        uow.db.flush()
        months.close(acting(uow, a_user(uow, Role.ACCOUNTANT)), OCTOBER)
    yield office
    office.engine.dispose()


def half_up(won: Fraction) -> int:
    return int(won + Fraction(1, 2)) if won >= 0 else -int(-won + Fraction(1, 2))


class ByHand:
    """What an assignment pays, reckoned from its rows."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow, self.zone = uow, uow.settings.zone
        self.cards = list(
            uow.db.scalars(sa.select(RateCard).order_by(RateCard.valid_from, RateCard.entered_at))
        )

    def card(self, day: date, assignment: Assignment) -> RateCard:
        """The closest of the last ones; nobody here is certified for a court."""
        request = assignment.session.request
        newest: dict[tuple[object, ...], RateCard] = {}
        for card in self.cards:
            fits = (
                card.valid_from <= day
                and card.organisation_id in (None, request.organisation_id)
                and card.domain in (None, request.domain)
                and card.level is not CertificationLevel.COURT
            )
            if fits:
                newest[card.organisation_id, card.domain, card.level] = card
        return max(
            newest.values(),
            key=lambda c: (
                (c.organisation_id is not None) + (c.domain is not None),
                c.organisation_id is not None,
            ),
        )

    def times(self, assignment: Assignment) -> tuple[bool, datetime, int, int]:
        """Held, from when, minutes interpreted, minutes waited: the coordinator's word, hers, the counsellor's."""
        said: dict[str, OutcomeReport] = {}
        query = sa.select(OutcomeReport).where(OutcomeReport.session_id == assignment.session_id)
        for report in self.uow.db.scalars(query.order_by(OutcomeReport.version)):
            if report.assignment_id in (None, assignment.id):
                said[report.said_as.value] = report
        for who in ("coordinator", "interpreter", "counsellor"):
            if who in said:
                it = said[who]
                start, end = (
                    it.started_at or assignment.starts_at,
                    it.ended_at or assignment.ends_at,
                )
                minutes = int((end - start).total_seconds()) // 60 - it.break_minutes
                return it.was_held, start, minutes, it.waited_minutes
        minutes = int((assignment.ends_at - assignment.starts_at).total_seconds()) // 60
        return True, assignment.starts_at, minutes, 0

    def time_lines(self, card: RateCard, start: datetime, minutes: int) -> dict[PayLineKind, int]:
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
            if holiday_name(at.date()) is not None:
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
                share = Fraction(counted[kind], minutes) * Fraction(percent, 100)
                found[kind] = half_up(basis * share)
        return found

    def way(self, card: RateCard, assignment: Assignment) -> dict[PayLineKind, int]:
        session, who = assignment.session, assignment.interpreter
        if session.modality is not Modality.ON_SITE:
            return {}
        model, there = travel_of(self.uow.settings), place_for(session, who)
        minutes = 2 * travel_minutes(who.home, there, model)
        if not minutes:
            return {}
        km = (2 * Decimal(repr(road_km(who.home, there, model)))).quantize(Decimal("0.1"))
        lines = {
            K.TRAVEL_TIME: half_up(Fraction(minutes * card.travel_hour_won, 60)),
            K.FARE: half_up(Fraction(km) * card.fare_km_won),
        }
        return {kind: won for kind, won in lines.items() if won}

    def lines(self, assignment: Assignment) -> Mapping[PayLineKind, int]:
        day = assignment.starts_at.astimezone(self.zone).date()
        card = self.card(day, assignment)
        planned = self.time_lines(card, assignment.starts_at, assignment.session.minutes)
        if assignment.state.value == "cancelled":
            share = half_up(Fraction(sum(planned.values()) * card.late_cancel_percent, 100))
            had_set_out = assignment.set_out_at or assignment.arrived_at
            return {
                K.LATE_CANCELLATION: share,
                **(self.way(card, assignment) if had_set_out else {}),
            }
        held, start, minutes, waited = self.times(assignment)
        waiting = half_up(Fraction(waited * card.waiting_hour_won, 60))
        more = {**self.way(card, assignment), **({K.WAITING: waiting} if waiting else {})}
        if not held:
            share = half_up(Fraction(sum(planned.values()) * card.no_show_percent, 100))
            return {K.NO_SHOW: share, **more}
        return {**self.time_lines(card, start.replace(second=0), minutes), **more}


def test_every_line_of_three_months_is_what_the_cards_say(paid: Office) -> None:
    with reading(paid, SYSTEM) as uow:
        by_hand = ByHand(uow)
        rows = uow.db.scalars(sa.select(PayClaim).options(joinedload(PayClaim.lines))).unique()
        assignments = {
            each.id: each
            for each in uow.db.scalars(sa.select(Assignment).options(*with_session())).unique()
        }
        seen: Counter[str] = Counter()
        for claim in rows:
            own = {line.kind: line.won for line in claim.lines}
            again = by_hand.lines(assignments[claim.source_id])  # pyright: ignore[reportArgumentType]  a UUID
            assert own == again, claim
            assert claim.won == sum(again.values())
            seen[claim.kind.value] += 1
        assert seen["session"] > 20


def test_the_closed_month_adds_up_to_the_won(paid: Office) -> None:
    with reading(paid, SYSTEM) as uow:
        for statement in uow.db.scalars(sa.select(Statement)):
            claims = uow.db.scalars(
                sa.select(PayClaim).where(PayClaim.statement_id == statement.id)
            ).all()
            gross = sum(claim.won for claim in claims)
            income = gross * 3 // 100 // 10 * 10
            local = income // 10 // 10 * 10
            kept: tuple[Any, ...] = (
                statement.gross_won,
                statement.income_tax_won,
                statement.local_tax_won,
                statement.net_won,
            )
            assert kept == (gross, income, local, gross - income - local)
            assert all(claim.day <= date(2026, 10, 31) for claim in claims)
        assert uow.db.scalar(sa.select(sa.func.count()).select_from(Statement))
