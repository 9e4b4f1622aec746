"""Who has not signed what the office wants signed before anything new is offered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from accounts.domain.consents import ConsentPurpose
from accounts.service import consents
from dispatch.domain.people import MissingSignature, Person
from dispatch.domain.settings import DispatchSettings
from dispatch.store.tables import Interpreter
from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId


def unsigned_of(
    uow: UnitOfWork, rows: Sequence[Interpreter]
) -> Mapping[InterpreterId, Sequence[MissingSignature]]:
    """What some people lack; nothing is asked of the database where the office wants nothing signed.

    Whoever has no account has signed nothing.
    """
    wanted = uow.settings.of(DispatchSettings).signed_before_offers
    if not wanted:
        return {}
    accounts = {row.id: row.user_id for row in rows}
    texts, signed = consents.signatures_of(
        uow, [who for who in accounts.values() if who], [ConsentPurpose(each) for each in wanted]
    )
    zone = uow.settings.zone
    return {
        who: [
            MissingSignature(text.purpose, local_day(text.published_at, zone))
            for text in texts
            if (account, text.id) not in signed
        ]
        for who, account in accounts.items()
    }


def with_signatures(
    uow: UnitOfWork, rows: Sequence[Interpreter], people: dict[InterpreterId, Person]
) -> dict[InterpreterId, Person]:
    """The people, each with what they lack."""
    lacking = {who: tuple(found) for who, found in unsigned_of(uow, rows).items() if found}
    return people | {who: replace(people[who], unsigned=found) for who, found in lacking.items()}
