"""Where somebody's pay goes: the bank account, entered by the person or the office, shown by its last digits."""

import re
from dataclasses import dataclass
from uuid import UUID

from accounts.domain.ids import UserId
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.withholding import TaxKind
from dispatch.store.queries import pay as queries
from dispatch.store.tables import Interpreter, PayProfile
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden, NotFound, Problems
from foundation.text.message import say
from foundation.text.normalise import folded, normalise_text
from interpreters.domain.ids import InterpreterId
from interpreters.service import directory

PLACE = ("pay_profile", "account")
LONGEST_BANK, LONGEST_HOLDER, SHOWN = 40, 80, 4
_NUMBER = re.compile(r"\d{8,20}", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class ProfileToKeep:
    """What is typed: an empty number keeps the one that is there."""

    bank: str
    holder: str
    account: str
    tax_kind: TaxKind | None = None


def see_own(uow: UnitOfWork) -> PayProfile | None:
    """How the actor is paid; None before it was said."""
    me = _me(uow)
    return queries.profiles_of(uow.db, [me.id]).get(me.id)


def keep_own(uow: UnitOfWork, typed: ProfileToKeep) -> PayProfile:
    """Keep the actor's own account; as what it is taxed is the office's to say."""
    return _keep(uow, _me(uow).id, typed)


def see(uow: UnitOfWork, interpreter_id: UUID) -> tuple[Interpreter, PayProfile | None]:
    """How somebody is paid, for the office."""
    uow.require(DispatchPermission.PAY_CLOSE)
    who = queries.find_person(uow.db, interpreter_id)
    if who is None:
        raise NotFound
    return who, queries.profiles_of(uow.db, [who.id]).get(who.id)


def keep(uow: UnitOfWork, interpreter_id: UUID, typed: ProfileToKeep) -> PayProfile:
    """Keep somebody's account and as what the pay is taxed, as the office."""
    who, held = see(uow, interpreter_id)
    kind = TaxKind.BUSINESS if held is None else held.tax_kind
    is_own = uow.actor.user_id is not None and who.user_id == uow.actor.user_id
    if is_own and typed.tax_kind not in {None, kind}:
        raise Forbidden(say("Nobody decides on their own pay."))
    return _keep(uow, who.id, typed)


def open_number(uow: UnitOfWork, interpreter_id: UUID) -> str:
    """The whole number of somebody's account; who opened it stands in the audit trail."""
    who, profile = see(uow, interpreter_id)
    if profile is None or not profile.encrypted_account:
        raise NotFound(say("No account has been entered."))
    uow.record("pay.account_opened", subject=who.id, interpreter=who.id)
    return uow.cipher.open(profile.encrypted_account, *PLACE, who.id)


def _keep(uow: UnitOfWork, who: InterpreterId, typed: ProfileToKeep) -> PayProfile:
    profile = queries.profiles_of(uow.db, [who]).get(who)
    bank, holder = normalise_text(typed.bank), normalise_text(typed.holder)
    # Full-width figures, as a Korean keyboard writes them, are figures; a bank reads no others.
    number = re.sub(r"[\s\-]", "", folded(typed.account))
    problems = Problems()
    for field, text, longest in (("bank", bank, LONGEST_BANK), ("holder", holder, LONGEST_HOLDER)):
        if not text:
            problems.add(field, say("Fill this in."))
        elif len(text) > longest:
            problems.add(field, say("Use at most %(n)s characters.", n=longest))
    has_one = profile is not None and bool(profile.encrypted_account)
    if (number or not has_one) and not _NUMBER.fullmatch(number):
        problems.add("account", say("Enter the number of the account, 8 to 20 digits."))
    problems.check()
    if profile is None:
        profile = PayProfile(interpreter_id=who, tax_kind=TaxKind.BUSINESS, changed_at=uow.now)
        uow.db.add(profile)
    profile.bank, profile.holder = bank, holder
    if number:
        profile.encrypted_account = uow.cipher.close(number, *PLACE, who)
        profile.last_digits = number[-SHOWN:]
    if typed.tax_kind is not None:
        profile.tax_kind = typed.tax_kind
    profile.changed_at = uow.now
    profile.changed_by_id = None if uow.actor.user_id is None else UserId(uow.actor.user_id)
    uow.db.flush()
    uow.record("pay.account_kept", subject=who, interpreter=who, number_changed=bool(number))
    return profile


def _me(uow: UnitOfWork) -> Interpreter:
    uow.require(DispatchPermission.PAY_OWN)
    found = directory.find_by_user(uow, uow.actor.user_id)
    if found is None:
        raise NotFound
    return found
