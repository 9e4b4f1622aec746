"""Addresses of mail: what one is, and when two are the same; the only file that speaks to email-validator."""

import re
import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

# Of the whole address, and of what stands before its @ (RFC 5321).
LONGEST_EMAIL, LONGEST_NAME = 254, 64
_NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]+)>")


def folded_address(text: str) -> str:
    """How an address is kept and compared: NFKC, case folded, without spaces around it."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def is_address(text: str) -> bool:
    """Whether this is the address of one mailbox, as every server of mail carries it.

    Nothing is asked of the network. Other letters than ASCII are refused: not every server carries them, and
    such a domain has an ASCII form (xn--…).
    """
    too_long = len(text) > LONGEST_EMAIL or len(text.rpartition("@")[0]) > LONGEST_NAME
    if too_long or not text.isascii():
        return False
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return False
    # It takes some things away that a careless reader would not miss; then this was not the address itself.
    return found.normalized.casefold() == text.casefold()


@dataclass(frozen=True)
class Sender:
    """Whom mail comes from; `name` may be empty."""

    name: str
    address: str

    @property
    def domain(self) -> str:
        """What stands behind the @: the name under which this office names its letters and dates."""
        return self.address.rpartition("@")[2]


def read_sender(text: str) -> Sender | None:
    """A sender written as `address` or `name <address>`; None when it is no such thing."""
    found = _NAMED.fullmatch(text.strip())
    name, address = (found["name"], found["address"]) if found else ("", text)
    name = name.strip().strip('"').strip()
    if not is_address(address.strip()) or not name.isprintable():
        return None
    return Sender(name, address.strip())
