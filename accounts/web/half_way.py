"""Between the right password and the second step: kept in a signed cookie of the browser that typed it."""

from datetime import datetime
from uuid import UUID

from accounts.service.second_steps import HALF_WAY_FOR, HalfWay
from accounts.web.signed_cookies import SignedCookie

COOKIE = SignedCookie("step", "between password and second step", HALF_WAY_FOR)
LONGEST_WANTED = 1500


def remember(noted: HalfWay, wanted: str) -> None:
    """Keep with the answer that the password was right, and where the reader wanted to go."""
    COOKIE.keep([str(noted.user_id), noted.mark, noted.since.isoformat(), wanted[:LONGEST_WANTED]])


def held() -> HalfWay | None:
    """What this browser has done so far."""
    found = COOKIE.read()
    if found is None:
        return None
    user_id, mark, since, _ = found
    return HalfWay(UUID(user_id), mark, datetime.fromisoformat(since))


def wanted() -> str:
    """Where the reader wanted to go."""
    found = COOKIE.read()
    return "" if found is None else str(found[3])


def forget() -> None:
    """Begin again."""
    COOKIE.drop()
