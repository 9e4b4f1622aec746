"""What classes and mentoring pay, by the rates of their day."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.domain.ids import OrganisationId, UserId
from dispatch.domain.claims import ClaimKind, hours_line
from dispatch.domain.claims_settings import ClaimsSettings
from dispatch.domain.ids import RateCardId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rates import Card, PayLineKind, WorkPaid, card_for, sum_of
from dispatch.service.claims.reckoning import Reckoned
from dispatch.service.rates import cards
from dispatch.store.queries import unclaimed
from dispatch.store.queries.unclaimed import TaughtClass
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from foundation.times.zones import local_day


def list_due(uow: UnitOfWork, since: datetime, limit: int) -> Sequence[Reckoned]:
    """Classes that people of the roster taught, and minutes that mentors confirmed, without a claim yet."""
    return [*_classes(uow, since, limit), *_mentoring(uow, since, limit)]


@dataclass(frozen=True, kw_only=True)
class TrainerWithoutPayee:
    """Somebody who taught and is not on the roster: how often, how long, and what the rates would pay."""

    name: str
    email: str
    classes: int
    minutes: int
    won: int
    last_day: date


def list_without_payee(uow: UnitOfWork) -> Sequence[TrainerWithoutPayee]:
    """Whoever taught in the days for which claims are made and has no record that could be paid."""
    uow.require(DispatchPermission.CLAIM_READ)
    since = uow.now - timedelta(days=uow.settings.of(ClaimsSettings).claim_back_days)
    taught: dict[UserId, list[TaughtClass]] = defaultdict(list)
    for each in unclaimed.list_classes_without_payee(uow.db, since, uow.now):
        taught[each.user_id].append(each)
    return [_without_payee(uow, found) for found in taught.values()]


def _without_payee(uow: UnitOfWork, found: Sequence[TaughtClass]) -> TrainerWithoutPayee:
    last = found[-1]
    return TrainerWithoutPayee(
        name=last.name,
        email=last.email,
        classes=len(found),
        minutes=sum(Span(each.starts_at, each.ends_at).minutes for each in found),
        won=sum(_class_won(uow, each) for each in found),
        last_day=local_day(last.starts_at, uow.settings.zone),
    )


def _class_won(uow: UnitOfWork, taught: TaughtClass) -> int:
    minutes = Span(taught.starts_at, taught.ends_at).minutes
    card = _card(uow, taught.organisation_id, taught.starts_at, minutes)
    if card is None or card.rates is None:
        return 0
    return sum_of(hours_line(PayLineKind.CLASS, minutes, card.rates.class_hour_won))


def _classes(uow: UnitOfWork, since: datetime, limit: int) -> Iterator[Reckoned]:
    for meeting, who in unclaimed.list_classes(uow.db, since, uow.now, limit):
        assert meeting.cohort is not None
        home, minutes = (
            meeting.cohort.organisation_id,
            Span(meeting.starts_at, meeting.ends_at).minutes,
        )
        card = _card(uow, home, meeting.starts_at, minutes)
        if card is None or card.rates is None:
            continue
        lines = hours_line(PayLineKind.CLASS, minutes, card.rates.class_hour_won)
        if lines:
            yield Reckoned(
                kind=ClaimKind.CLASS,
                source_id=meeting.id,
                interpreter_id=who.id,
                organisation_id=home,
                day=local_day(meeting.starts_at, uow.settings.zone),
                starts_at=meeting.starts_at,
                lines=lines,
                card_id=RateCardId(card.id),
            )


def _mentoring(uow: UnitOfWork, since: datetime, limit: int) -> Iterator[Reckoned]:
    for entry, who, home in unclaimed.list_mentoring(uow.db, since, limit):
        card = _card(uow, home, entry.starts_at, entry.minutes)
        if card is None or card.rates is None:
            continue
        lines = hours_line(PayLineKind.MENTORING, entry.minutes, card.rates.mentor_hour_won)
        if lines:
            yield Reckoned(
                kind=ClaimKind.MENTORING,
                source_id=entry.id,
                interpreter_id=who.id,
                organisation_id=home,
                day=local_day(entry.starts_at, uow.settings.zone),
                starts_at=entry.starts_at,
                lines=lines,
                card_id=RateCardId(card.id),
            )


def _card(uow: UnitOfWork, home: OrganisationId, starts_at: datetime, minutes: int) -> Card | None:
    """The card that counts for work of training: it has no field of counselling and asks for no certification."""
    work = WorkPaid(
        starts_at=starts_at.astimezone(uow.settings.zone),
        minutes=minutes,
        organisation_id=home,
        domain=None,
    )
    return card_for(work, cards.known(uow))
