"""Every rate card as a table, for whoever compares them or keeps them elsewhere."""

from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rate_answers import RATE_ANSWERS
from dispatch.store.queries import rates as queries
from dispatch.store.tables import RateCard
from foundation.database.work import UnitOfWork
from foundation.tables import spreadsheet
from foundation.text.i18n import label, translate
from foundation.text.message import say

_SCOPE = (say("Organisation"), say("Field"), say("Certification"), say("Counts from"))


def export_cards(uow: UnitOfWork, language: str, form: str) -> bytes:
    """All cards in the order in which they count, as XLSX or CSV; noted in the trail. One that ends its scope has no rates."""
    uow.require(DispatchPermission.RATE_READ)
    cards = queries.list_cards(uow.db)
    heads = (*_SCOPE, *(each.label for each in RATE_ANSWERS.values()), say("Source"))
    header = [translate(text, language) for text in heads]
    rows = [_row(card, language) for card in cards]
    uow.record("rate_card.exported", rows=len(rows))
    if form == "csv":
        return spreadsheet.write_csv(header, rows)
    return spreadsheet.write_xlsx(header, rows, translate(say("Pay rates"), language))


def _row(card: RateCard, language: str) -> list[str]:
    numbers = [
        str(getattr(card, name)) if card.hour_won is not None else "" for name in RATE_ANSWERS
    ]
    return [
        "" if card.organisation is None else card.organisation.name_in(language),
        "" if card.domain is None else label(card.domain, language),
        "" if card.level is None else label(card.level, language),
        card.valid_from.isoformat(),
        *numbers,
        card.source,
    ]
