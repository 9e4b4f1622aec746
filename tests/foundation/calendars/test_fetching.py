"""Addresses that somebody typed: what may be reached, and what is taken from there."""

import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import ClassVar

import pytest

from foundation.calendars import fetching
from foundation.calendars.faults import CalendarFault, CalendarRefused
from foundation.calendars.fetching import Fetched, fetch, is_public, tidy_address
from foundation.calendars.reading import LARGEST_BYTES

F = CalendarFault


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2002:a00:1::1",
    ],
)
def test_what_is_not_on_the_public_internet_is_not_reached(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_what_is_public_may_be_reached(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" webcal://cal.example/a.ics#top ", "https://cal.example/a.ics"),
        ("https://cal.example", "https://cal.example/"),
        ("http://cal.example/a?b=c", "http://cal.example/a?b=c"),
        ("https://달력.example/a", "https://xn--bk1b22h.example/a"),
    ],
)
def test_an_address_is_tidied(typed: str, kept: str) -> None:
    assert tidy_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "cal.example/a.ics",
        "ftp://cal.example/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https://",
        "https:///path",
        "https://me:secret@cal.example/",
        "https://cal.example:99999/",
        "https://cal.example/a b",
        "https://cal.example/\r\nHost: evil",
        "https://cal.example/" + "a" * 1001,
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(CalendarRefused) as refused:
        tidy_address(typed)
    assert refused.value.fault is F.BAD_ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://169.254.169.254/latest/meta-data",
    ],
)
def test_this_machine_and_its_network_are_not_asked(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("somebody was asked")

    monkeypatch.setattr(fetching.requests.Session, "get", connect)
    with pytest.raises(CalendarRefused) as refused:
        fetch(address)
    assert refused.value.fault is F.NOT_PUBLIC


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 0, 0, "", (each, 80)) for each in ("1.1.1.1", "10.0.0.1")]

    def look_up(*_args: object, **_kwargs: object) -> object:
        return found

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(CalendarRefused) as refused:
        fetch("http://cal.example/")
    assert refused.value.fault is F.NOT_PUBLIC


class _Calendars(BaseHTTPRequestHandler):
    """A server of calendars, good and bad ones, by path."""

    asked: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        self.asked.append({name.lower(): value for name, value in self.headers.items()})
        paths: dict[str, tuple[int, dict[str, str]]] = {
            "/moved": (302, {"Location": "http://10.0.0.1/"}),
            "/gone": (410, {}),
            "/page": (200, {"Content-Type": "text/html"}),
            "/packed": (200, {"Content-Type": "text/calendar", "Content-Encoding": "gzip"}),
            "/says-much": (200, {"Content-Length": str(LARGEST_BYTES + 1)}),
            "/says-endless": (200, {"Content-Length": "9" * 5000}),
            "/much": (200, {"Content-Type": "text/calendar"}),
        }
        status, headers = paths.get(self.path, (200, {"Content-Type": "text/calendar; x=y"}))
        if self.headers.get("If-None-Match") == '"v1"':
            status = 304
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("ETag", '"v1"')
        self.send_header("Set-Cookie", "a=b")
        self.end_headers()
        if status == 200:
            body = b"x" * (LARGEST_BYTES + 1) if self.path == "/much" else b"BEGIN:VCALENDAR"
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  as the library calls it
        del format, args


@contextmanager
def serving() -> Generator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Calendars)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with serving() as found:
        yield found


def from_here(port: int, path: str, mark: str = "") -> Fetched:
    return fetch(f"http://localhost:{port}{path}", mark, may_reach=lambda _: True, any_port=True)


def test_a_calendar_is_fetched_by_its_name_from_the_address_that_was_looked_up(port: int) -> None:
    _Calendars.asked.clear()
    found = from_here(port, "/me.ics")
    assert (found.raw, found.mark) == (b"BEGIN:VCALENDAR", '"v1"')
    assert from_here(port, "/me.ics", found.mark) == Fetched(None)
    assert [each["host"] for each in _Calendars.asked] == [f"localhost:{port}"] * 2
    assert not any("cookie" in each or "authorization" in each for each in _Calendars.asked)


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        ("/moved", F.LEADS_ON),
        ("/gone", F.REFUSED),
        ("/page", F.NOT_A_CALENDAR),
        ("/packed", F.NOT_A_CALENDAR),
        ("/says-much", F.TOO_LARGE),
        ("/says-endless", F.TOO_LARGE),
        ("/much", F.TOO_LARGE),
    ],
)
def test_what_is_no_calendar_is_not_taken(port: int, path: str, fault: CalendarFault) -> None:
    with pytest.raises(CalendarRefused) as refused:
        from_here(port, path)
    assert refused.value.fault is fault


def test_whoever_is_not_there_is_said_so(port: int) -> None:
    with serving() as closed:
        pass
    for address in (f"http://localhost:{closed}/", f"https://localhost:{port}/"):
        with pytest.raises(CalendarRefused) as refused:
            fetch(address, may_reach=lambda _: True, any_port=True)
        assert refused.value.fault in {F.NO_ANSWER, F.UNSAFE}
