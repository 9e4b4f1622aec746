"""Rate cards: entered by the centre from a day on and never changed; one may be taken back until an offer rests on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from accounts.domain.ids import OrganisationId, UserId
from accounts.service import organisations
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.rate_answers import RATE_ANSWERS
from dispatch.domain.rates import Card, Rates, RateScope
from dispatch.store.queries import rates as queries
from dispatch.store.tables import RateCard
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from foundation.text.personal import reason_against

LONGEST_SOURCE = 300
# What is read once in a unit of work is kept under this name.
_KNOWN = "rate cards"


@dataclass(frozen=True, kw_only=True)
class CardToEnter:
    """A card as it is typed: the rates as text by name, none of them where the scope is to end."""

    scope: RateScope
    valid_from: date | None
    rates: Mapping[str, str]
    ends: bool = False
    source: str = ""


@dataclass(frozen=True)
class SeenScope:
    """The cards of one scope: what counts today, what comes, and what was, the newest first."""

    scope: RateScope
    organisation_name: str
    now: RateCard | None
    coming: Sequence[RateCard]
    past: Sequence[RateCard]


def known(uow: UnitOfWork) -> Sequence[Card]:
    """Every card as the rules see it: one question for each unit of work. Whoever reckons pay may know them."""
    if _KNOWN not in uow.read_once:
        uow.read_once[_KNOWN] = [_card(row) for row in queries.list_cards(uow.db)]
    return cast("Sequence[Card]", uow.read_once[_KNOWN])


def list_scopes(uow: UnitOfWork) -> Sequence[SeenScope]:
    """The cards by scope, the general one first, then what is closest."""
    uow.require(DispatchPermission.RATE_READ)
    by_scope: dict[RateScope, list[RateCard]] = {}
    for row in queries.list_cards(uow.db):
        by_scope.setdefault(scope_of(row), []).append(row)
    ordered = sorted(by_scope.items(), key=lambda each: each[0].weight)
    return [_seen(uow.today, scope, rows) for scope, rows in ordered]


def counts_today(uow: UnitOfWork, scope: RateScope) -> Rates | None:
    """The rates of exactly this scope that count today, else the general ones: what new ones are written over."""
    uow.require(DispatchPermission.RATE_READ)
    begun = [card for card in known(uow) if card.valid_from <= uow.today]
    for wanted in (scope, RateScope()):
        own = [card.rates for card in begun if card.scope == wanted]
        if own and own[-1] is not None:
            return own[-1]
    return None


def enter(uow: UnitOfWork, wanted: CardToEnter) -> RateCard:
    """Enter a card that counts from a day on, today at the earliest. Refused with every fault, by field."""
    uow.require(DispatchPermission.RATE_CHANGE)
    scope, source = wanted.scope, normalise_text(wanted.source)
    _find_problems(uow, wanted, source).check()
    assert wanted.valid_from is not None
    rates: dict[str, Any] = {}
    if not wanted.ends:
        rates = {name: int(plain(wanted.rates[name])) for name in RATE_ANSWERS}
    row = RateCard(
        valid_from=wanted.valid_from,
        organisation_id=None
        if scope.organisation_id is None
        else OrganisationId(scope.organisation_id),
        domain=scope.domain,
        level=scope.level,
        **rates,
        source=source,
        entered_at=uow.now,
        entered_by_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
    )
    uow.db.add(row)
    uow.db.flush()
    uow.read_once.pop(_KNOWN, None)
    uow.record("rate_card.entered", subject=row.id, **_facts(row))
    return row


def take_back(uow: UnitOfWork, card_id: UUID) -> None:
    """Take a card back that does not count yet, and by which no offer was reckoned."""
    uow.require(DispatchPermission.RATE_CHANGE)
    row = queries.find_card(uow.db, card_id)
    if row is None:
        raise NotFound(say("This rate card has been taken back."))
    if row.valid_from <= uow.today:
        raise Conflict(say("These rates count already. Enter new ones that follow them."))
    if queries.is_used(uow.db, row.id):
        raise Conflict(say("Offers were sent by these rates. Enter new ones that follow them."))
    uow.record("rate_card.taken_back", subject=row.id, **_facts(row))
    uow.db.delete(row)
    uow.db.flush()
    uow.read_once.pop(_KNOWN, None)


def scope_of(row: RateCard) -> RateScope:
    """For what a card counts."""
    return RateScope(organisation_id=row.organisation_id, domain=row.domain, level=row.level)


def plain(text: str) -> str:
    """A number as it was typed, without what only helps to read it."""
    return text.replace(",", "").strip()


def _find_problems(uow: UnitOfWork, wanted: CardToEnter, source: str) -> Problems:
    problems = Problems()
    if wanted.valid_from is None:
        problems.add("valid_from", say("Choose the day from which it counts."))
    elif wanted.valid_from < uow.today:
        problems.add(
            "valid_from", say("Choose today or a later day. What is past stays as it was.")
        )
    if wanted.ends:
        _check_ending(uow, wanted.scope, problems)
    else:
        for name, answer in RATE_ANSWERS.items():
            found = answer.number.problem(plain(wanted.rates.get(name, "")))
            if found is not None:
                problems.add(name, found)
    organisation = wanted.scope.organisation_id
    known_ids = {each.id for each in organisations.list_organisations(uow)}
    if organisation is not None and organisation not in known_ids:
        problems.add("organisation", say("Choose an organisation of the network."))
    _check_source(source, problems)
    return problems


def _check_ending(uow: UnitOfWork, scope: RateScope, problems: Problems) -> None:
    if scope.is_general:
        problems.add("ends", say("The general rates always count. Enter new ones instead."))
    elif not any(card.scope == scope for card in known(uow)):
        problems.add("ends", say("There are no rates of this kind to end."))


def _check_source(source: str, problems: Problems) -> None:
    personal = reason_against(source)
    if not source:
        problems.add(
            "source", say("Say where the rates come from, such as a decision and its date.")
        )
    elif len(source) > LONGEST_SOURCE:
        problems.add("source", say("Use at most %(n)s characters.", n=LONGEST_SOURCE))
    elif personal is not None:
        problems.add("source", personal)


def _facts(row: RateCard) -> dict[str, object]:
    return {
        "valid_from": row.valid_from,
        "organisation": row.organisation_id,
        "domain": row.domain,
        "level": row.level,
        "hour_won": row.hour_won,
        "source": row.source,
    }


def _card(row: RateCard) -> Card:
    rates = None
    if row.hour_won is not None:
        rates = Rates(**{name: getattr(row, name) for name in RATE_ANSWERS})
    return Card(id=row.id, scope=scope_of(row), valid_from=row.valid_from, rates=rates)


def _seen(today: date, scope: RateScope, rows: Sequence[RateCard]) -> SeenScope:
    begun = [row for row in rows if row.valid_from <= today]
    name = "" if rows[0].organisation is None else rows[0].organisation.name
    return SeenScope(
        scope,
        name,
        now=begun[-1] if begun else None,
        coming=[row for row in rows if row.valid_from > today],
        past=begun[-2::-1] if len(begun) > 1 else [],
    )
