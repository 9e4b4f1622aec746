"""Fetching a calendar from an address that somebody typed; the only file that speaks requests for it.

Such an address could lead anywhere that this machine reaches: to a database, to the office's router, to what a
cloud tells its machines about themselves. So a name is looked up once, every address that it has must be a public
one, and the connection goes to just that address. It follows no redirects and no proxy of the environment, sends
no cookies, and reads no more than two megabytes.
"""

import ipaddress
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter

from foundation.calendars.faults import CalendarFault, CalendarRefused
from foundation.calendars.reading import LARGEST_BYTES

# Seconds until somebody has answered, and between two pieces of an answer; `apart.py` bounds the whole.
CONNECT_SECONDS, READ_SECONDS = 5.0, 8.0
LONGEST_ADDRESS, LONGEST_MARK = 1000, 200
PORTS = {"http": 80, "https": 443}
_PIECE = 64 * 1024
_KINDS = {"", "text/calendar", "text/plain", "application/ics", "application/octet-stream"}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_OK, _UNCHANGED, _REDIRECTS = 200, 304, range(300, 400)
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Fetched:
    """What an address gave; `raw` is None when it says that nothing has changed since `mark`."""

    raw: bytes | None
    mark: str = ""


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, and stands for no other that does not."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address.teredo is not None:
            inner = address.teredo[1]
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None and not is_public(inner):
            return False
    return address.is_global and not address.is_multicast


def tidy_address(typed: str) -> str:
    """An address as it is kept: with https for webcal, without the part after #; CalendarRefused if it is none."""
    try:
        parts = urlsplit(typed.strip())
        port = parts.port
    except ValueError:
        raise CalendarRefused(CalendarFault.BAD_ADDRESS) from None
    scheme = {"webcal": "https", "webcals": "https"}.get(parts.scheme, parts.scheme)
    is_plain = parts.username is None and parts.password is None and typed.strip().isprintable()
    if (
        scheme not in PORTS
        or not parts.hostname
        or not is_plain
        or len(typed) > LONGEST_ADDRESS
        or " " in typed.strip()
    ):
        raise CalendarRefused(CalendarFault.BAD_ADDRESS)
    try:
        host = parts.hostname.encode("idna").decode("ascii")
    except UnicodeError:
        if ":" not in parts.hostname:
            raise CalendarRefused(CalendarFault.BAD_ADDRESS) from None
        host = parts.hostname
    host = f"[{host}]" if ":" in host else host
    place = host if port is None else f"{host}:{port}"
    return urlunsplit((scheme, place, parts.path or "/", parts.query, ""))


def fetch(
    address: str,
    mark: str = "",
    *,
    may_reach: Callable[[Address], bool] = is_public,
    any_port: bool = False,
) -> Fetched:
    """What stands at an address; CalendarRefused says why nothing could be had.

    `mark` is what it was known by the last time (its ETag). `may_reach` decides for each address that the name has.
    """
    parts = urlsplit(tidy_address(address))
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if not any_port and port != PORTS[parts.scheme]:
        raise CalendarRefused(CalendarFault.NOT_PUBLIC)
    pinned = _look_up(host, port, may_reach)
    shown = f"[{pinned}]" if ":" in pinned else pinned
    target = urlunsplit((parts.scheme, f"{shown}:{port}", parts.path, parts.query, ""))
    headers = {"Host": parts.netloc, "Accept": "text/calendar, */*;q=0.1", "User-Agent": "ieum"}
    headers |= {"Accept-Encoding": "identity", **({"If-None-Match": mark} if mark else {})}
    with requests.Session() as session:
        # The environment may name a proxy, and passwords for hosts: neither is for an address of a stranger.
        session.trust_env = False
        session.mount("https://", _Pinned(host))
        try:
            with session.get(
                target,
                headers=headers,
                timeout=(CONNECT_SECONDS, READ_SECONDS),
                allow_redirects=False,
                stream=True,
            ) as answer:
                return _read(answer)
        except requests.exceptions.SSLError:
            raise CalendarRefused(CalendarFault.UNSAFE) from None
        except (requests.RequestException, OSError):
            raise CalendarRefused(CalendarFault.NO_ANSWER) from None


class _Pinned(HTTPAdapter):
    """Speaks TLS with an address as the name that it was looked up for: its certificate must be of that name."""

    def __init__(self, host: str) -> None:
        self._host = host
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(  # pyright: ignore[reportUnknownMemberType]  half typed
            *args, **kwargs, server_hostname=self._host, assert_hostname=self._host
        )


def _look_up(host: str, port: int, may_reach: Callable[[Address], bool]) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise CalendarRefused(CalendarFault.NO_ANSWER) from None
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not addresses or not all(may_reach(ipaddress.ip_address(each)) for each in addresses):
        raise CalendarRefused(CalendarFault.NOT_PUBLIC)
    return addresses[0]


def _read(answer: requests.Response) -> Fetched:
    status, headers = answer.status_code, answer.headers
    if status == _UNCHANGED:
        return Fetched(None)
    if status in _REDIRECTS:
        raise CalendarRefused(CalendarFault.LEADS_ON)
    if status != _OK:
        raise CalendarRefused(CalendarFault.REFUSED, str(status))
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _KINDS or headers.get("Content-Encoding", "identity") != "identity":
        raise CalendarRefused(CalendarFault.NOT_A_CALENDAR)
    if _says_too_much(headers):
        raise CalendarRefused(CalendarFault.TOO_LARGE)
    pieces: list[bytes] = []
    size = 0
    for piece in answer.iter_content(_PIECE):
        size += len(piece)
        if size > LARGEST_BYTES:
            raise CalendarRefused(CalendarFault.TOO_LARGE)
        pieces.append(piece)
    mark = headers.get("ETag", "")
    is_plain = len(mark) <= LONGEST_MARK and mark.isprintable()
    return Fetched(b"".join(pieces), mark if is_plain else "")


def _says_too_much(headers: Mapping[str, str]) -> bool:
    said = headers.get("Content-Length", "")
    # As text first: Python refuses to read a number of thousands of digits.
    return said.isdecimal() and (len(said) > len(str(LARGEST_BYTES)) or int(said) > LARGEST_BYTES)
