"""How often signing in may go wrong, counted so that a stranger's tries shut out nobody but the stranger.

A try is counted before its password is looked at, and taken back when it was right: many at once count too. A
browser from which the account was entered before has a count of its own, so the owner gets in while others try.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_network
from uuid import UUID

from accounts.domain.settings import AccountsSettings
from accounts.service import recipients
from accounts.store import queries
from foundation.database.work import UnitOfWork
from foundation.messages import letters
from foundation.messages.letters import Letter
from foundation.once import limits
from foundation.security.errors import TooOften
from foundation.text.message import say

DAY = timedelta(days=1)
# So many wrong tries on one day, and the owner of the account is told.
TOLD_AFTER = 10
# So many refusals for one network in one stretch are worth a line of the trail.
RECORDED = 3
IPV4 = 4


@dataclass(frozen=True)
class Try:
    """Somebody trying: for which account (folded), from which network, in which known browser ("" if in none)."""

    account: str
    network: str
    device: str = ""


def begin(uow: UnitOfWork, each: Try) -> None:
    """Count a try; TooOften, with the time from which it works again, when there were too many wrong ones."""
    settings = uow.settings.of(AccountsSettings)
    per = timedelta(minutes=settings.sign_in_lock_minutes)
    for what, who, most in _counts(each, settings):
        limits.count(uow, what, who, most=most, per=per)


def take_back(uow: UnitOfWork, each: Try) -> None:
    """Uncount a try that was right, or whose password nobody looked at."""
    settings = uow.settings.of(AccountsSettings)
    per = timedelta(minutes=settings.sign_in_lock_minutes)
    for what, who, _ in _counts(each, settings):
        limits.forget(uow, what, who, per=per, times=1)


def entered(uow: UnitOfWork, each: Try) -> None:
    """Uncount a try that was right, and the wrong ones before it: whoever knows the password may mistype it."""
    settings = uow.settings.of(AccountsSettings)
    take_back(uow, each)
    per = timedelta(minutes=settings.sign_in_lock_minutes)
    what, who, _ = _counts(each, settings)[0]
    limits.forget(uow, what, who, per=per)


def _counts(each: Try, settings: AccountsSettings) -> list[tuple[str, str, int]]:
    """What is counted: a name, by whom, and how many may be wrong in one stretch."""
    if each.device:
        return [("login-device", f"{each.account} {each.device}", settings.sign_in_attempts)]
    return [
        ("login-pair", f"{each.account} {each.network}", settings.sign_in_attempts),
        ("login-network", each.network, settings.sign_in_per_address),
        ("login-account", each.account, settings.sign_in_per_account),
        ("login-all", "", settings.sign_in_in_all),
    ]


def failed(uow: UnitOfWork, each: Try, user_id: UUID | None) -> None:
    """Record a wrong try; the owner of the account is told once a day when there were many."""
    uow.record(
        "user.sign_in_failed",
        subject=user_id or "",
        network=around(each.network),
        known=bool(each.device),
    )
    # Counted for unknown addresses too, so that the answer takes equally long.
    times = limits.count(uow, "login-wrong", each.account, most=1_000_000, per=DAY)
    if times == TOLD_AFTER and user_id is not None:
        user = queries.find_user(uow.db, user_id)
        letters.write(uow, recipients.of_user(user), _warning(user_id))


def stopped(uow: UnitOfWork, each: Try) -> None:
    """Record that tries are refused unlooked at, a few times in one stretch."""
    per = timedelta(minutes=uow.settings.of(AccountsSettings).sign_in_lock_minutes)
    try:
        limits.count(uow, "login-stopped", each.network, most=RECORDED, per=per)
    except TooOften:
        return
    user = queries.find_user_by_email(uow.db, each.account)
    uow.record(
        "user.sign_in_stopped", subject=user.id if user else "", network=around(each.network)
    )


def around(network: str) -> str:
    """The neighbourhood of a network, /24 or /48: enough to see an attack, and kept for ever."""
    try:
        found = ip_network(network)
    except ValueError:
        return network
    return str(found.supernet(new_prefix=24 if found.version == IPV4 else 48))


def _warning(user_id: UUID) -> Letter:
    return Letter(
        subject=say("Somebody tries to sign in with your address"),
        sentences=(
            say("Today a wrong password was typed for your account %(n)s times.", n=TOLD_AFTER),
            say(
                "You can sign in as always. If it was not you and you use this password elsewhere too, "
                "choose a new one under My account."
            ),
        ),
        path="/account",
        about=f"user:{user_id}",
    )
