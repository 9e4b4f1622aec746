"""What a session will pay, before anybody has served it: shown with the offer, line by line."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from dispatch.domain.ids import RateCardId
from dispatch.domain.rates import (
    WEEKEND,
    OffDay,
    PayLine,
    WorkPaid,
    card_for,
    is_paid,
    pay_lines,
    sum_of,
)
from dispatch.service.rates import cards
from dispatch.service.situation import travel
from dispatch.store.tables import CounsellingSession, Interpreter
from foundation.database.work import UnitOfWork
from foundation.geo import road_km
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Modality
from scheduling.domain.closing_days import ClosingKind
from scheduling.domain.holidays import holiday_name
from scheduling.service import closing_days
from training.domain.validity import HeldCertification
from training.service.certification import certifications

TENTH = Decimal("0.1")


@dataclass(frozen=True)
class Estimate:
    """What an offer pays: nothing and no lines for staff, or where the centre has entered no rates."""

    lines: Sequence[PayLine] = ()
    card_id: RateCardId | None = None

    @property
    def won(self) -> int:
        """The lines together."""
        return sum_of(self.lines)


@dataclass
class Estimates:
    """Reckons what offers pay; `people` are all who will be asked about, so that few questions are asked."""

    uow: UnitOfWork
    people: Collection[InterpreterId]
    _held: dict[InterpreterId, Sequence[HeldCertification]] | None = field(default=None, init=False)

    def of(
        self,
        session: CounsellingSession,
        who: Interpreter,
        starts_at: datetime,
        other_language: Language | None = None,
    ) -> Estimate:
        """What somebody is paid for a session in the way it is held now."""
        if not is_paid(who.employment):
            return Estimate()
        work = self.work_of(session, who, starts_at, other_language)
        card = card_for(work, cards.known(self.uow))
        if card is None or card.rates is None:
            return Estimate()
        return Estimate(pay_lines(work, card.rates, self.off_day), RateCardId(card.id))

    def work_of(
        self,
        session: CounsellingSession,
        who: Interpreter,
        starts_at: datetime,
        other_language: Language | None = None,
    ) -> WorkPaid:
        """A session as somebody would be paid for it, in the way it is held now and at its planned length."""
        language = other_language or session.request.language
        settings, request = self.uow.settings, session.request
        local = starts_at.astimezone(settings.zone)
        km, minutes = Decimal(0), 0
        if session.modality is Modality.ON_SITE:
            there = travel.place_for(session, who)
            exact = road_km(who.home, there, travel.travel_of(settings))
            km = (2 * Decimal(repr(exact))).quantize(TENTH)
            minutes = 2 * travel.minutes_from_home(settings, session, who)
        return WorkPaid(
            starts_at=local,
            minutes=session.minutes,
            organisation_id=request.organisation_id,
            domain=request.domain,
            levels=self._levels(who.id, local.date(), language),
            travel_minutes=minutes,
            travel_km=km if minutes else Decimal(0),
        )

    def _levels(
        self, who: InterpreterId, day: date, language: Language | None
    ) -> frozenset[CertificationLevel]:
        """The levels somebody holds in a language on a day; read only where a card names one."""
        if all(card.scope.level is None for card in cards.known(self.uow)):
            return frozenset()
        if self._held is None:
            self._held = dict(certifications.held_by(self.uow, [*{*self.people, who}]))
        held = self._held.get(who, ())
        return frozenset(
            each.level
            for each in held
            if each.language == language and each.valid_from <= day < each.valid_until
        )

    def off_day(self, day: date) -> OffDay | None:
        """Whether a day pays more than another."""
        if holiday_name(day) is not None:
            return OffDay.HOLIDAY
        entered = closing_days.known(self.uow).get(day)
        if entered is not None and entered.kind is ClosingKind.PUBLIC_HOLIDAY:
            return OffDay.HOLIDAY
        return OffDay.WEEKEND if day.weekday() in WEEKEND else None
