"""The second step of signing in: who must have one, and the codes that are written on paper."""

import secrets
from collections.abc import Collection

from accounts.domain.roles import PHONE_ROLES, Role

CODES = 10
# Two groups of five of Crockford's letters: fifty bits, read aloud without mistaking one sign for another.
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUP, GROUPS = 5, 2
_MISTAKEN = str.maketrans({"O": "0", "I": "1", "L": "1"})


def must_have_one(roles: Collection[Role]) -> bool:
    """Whether somebody with these roles works at a desk, where a password alone opens too much."""
    return bool(roles) and not set(roles) <= PHONE_ROLES


def new_codes() -> list[str]:
    """Codes for one use each, as they are shown."""
    return [_new_code() for _ in range(CODES)]


def _new_code() -> str:
    groups = ("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def plain_code(typed: str) -> str:
    """A code as it is compared: without spaces and hyphens, letters that look like digits made digits."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return signs.translate(_MISTAKEN)


def is_paper_code(typed: str) -> bool:
    """Whether what was typed looks like a code from paper rather than one from an app."""
    return len(plain_code(typed)) == GROUP * GROUPS


def is_app_code(typed: str) -> bool:
    """Whether what was typed looks like a code from an app: six digits, in groups or not."""
    signs = typed.replace(" ", "")
    return signs.isascii() and signs.isdigit() and len(signs) == APP_DIGITS


APP_DIGITS = 6
