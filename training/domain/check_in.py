"""The rotating token of a check-in, and what checking in at an instant is worth."""

import hashlib
import hmac
from datetime import datetime, timedelta

from foundation.times.spans import Span
from training.domain.attendance import Presence

STEP_SECONDS = 30
TOKEN_LENGTH = 20
OPENS_BEFORE = timedelta(minutes=30)
GRACE = timedelta(minutes=10)


def token_at(key: str, now: datetime) -> str:
    """The token that the trainer's screen shows at an instant; it changes every 30 s."""
    return _token(key, _step(now))


def is_valid(key: str, token: str, now: datetime) -> bool:
    """Whether a token is of this step or the one before; without a key none is."""
    if not key:
        return False
    expected = (_token(key, _step(now)), _token(key, _step(now) - 1))
    given = token.encode()
    matches = [hmac.compare_digest(each.encode(), given) for each in expected]
    return any(matches)


def seconds_left(now: datetime) -> int:
    """Seconds until the next token, at least one."""
    return STEP_SECONDS - int(now.timestamp()) % STEP_SECONDS


def _step(now: datetime) -> int:
    return int(now.timestamp()) // STEP_SECONDS


def _token(key: str, step: int) -> str:
    digest = hmac.new(key.encode(), str(step).encode(), hashlib.sha256)
    return digest.hexdigest()[:TOKEN_LENGTH]


def is_open(span: Span, now: datetime) -> bool:
    """Whether one may check in: from half an hour before a class until its end."""
    return span.start - OPENS_BEFORE <= now < span.end


def worth(span: Span, planned_minutes: int, now: datetime) -> tuple[Presence, int]:
    """Presence and minutes of somebody who checks in now; the first ten minutes are forgiven."""
    if now <= span.start + GRACE:
        return Presence.PRESENT, planned_minutes
    missed = int((now - span.start).total_seconds() // 60)
    return Presence.LATE, max(1, planned_minutes - missed)
