"""What classes and mentoring pay, by the rates of their day."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from accounts.domain.ids import OrganisationId
from dispatch.domain.claims import ClaimKind, hours_line
from dispatch.domain.ids import RateCardId
from dispatch.domain.rates import Card, PayLineKind, WorkPaid, card_for
from dispatch.service.claims.reckoning import Reckoned
from dispatch.service.rates import cards
from dispatch.store.queries import unclaimed
from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from foundation.times.zones import local_day


def list_due(uow: UnitOfWork, since: datetime, limit: int) -> Sequence[Reckoned]:
    """Classes that people of the roster taught, and minutes that mentors confirmed, without a claim yet."""
    return [*_classes(uow, since, limit), *_mentoring(uow, since, limit)]


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
