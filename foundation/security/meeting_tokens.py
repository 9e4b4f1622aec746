"""Tokens that open one room of a video server to one participant for a short time (JWT, by PyJWT)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import jwt

ALGORITHM = "HS256"
# Clocks of two servers differ a little.
LEEWAY = timedelta(seconds=30)


@dataclass(frozen=True, kw_only=True)
class MeetingPass:
    """Who may enter which room of which server, from now until when.

    `participant` tells one from another and names nobody; `title` is what the others read.
    """

    server: str
    room: str
    participant: str
    title: str
    is_host: bool
    now: datetime
    until: datetime


def make_token(granted: MeetingPass, *, app_id: str, secret: str) -> str:
    """The token that Jitsi's server reads from the address: HS256, with the claims of its token authentication."""
    claims = {
        "aud": "jitsi",
        "iss": app_id,
        "sub": granted.server,
        "room": granted.room,
        "nbf": granted.now - LEEWAY,
        "exp": granted.until,
        "context": {
            "user": {
                "id": granted.participant,
                "name": granted.title,
                "moderator": granted.is_host,
            }
        },
    }
    return jwt.encode(claims, secret, algorithm=ALGORITHM)
