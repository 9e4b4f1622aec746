"""A running server with its workers, and browsers on phone and desk."""

import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import waitress
from playwright.sync_api import Browser, BrowserContext, Page

import app as roof
from foundation.database.work import Office
from foundation.jobs import Workers
from foundation.times.clock import Clock

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}


@dataclass
class Served:
    """Where the product answers, and its office."""

    address: str
    office: Office


@pytest.fixture
def served(sqlite_office: Office, clock: Clock) -> Iterator[Served]:
    """The web server and its workers over the test's database, at noon."""
    with serve(sqlite_office, clock) as running:
        yield running


@contextmanager
def serve(office: Office, clock: Clock) -> Generator[Served]:
    """The web server and its workers over an office's database."""
    application = roof.create_app(office.settings, clock)
    application.extensions["office"].engine.dispose()
    application.extensions["office"] = office
    make_server: Any = getattr(waitress, "create_server")  # noqa: B009  untyped library
    server: Any = make_server(application, host="127.0.0.1", port=0, threads=8)
    is_closing = threading.Event()

    def run() -> None:
        try:
            server.run()
        except OSError:
            # A browser may still hold a connection while the server closes beneath its own loop.
            if not is_closing.is_set():
                raise

    thread = threading.Thread(target=run, daemon=True)
    workers = Workers(office, roof.make_jobs(office))
    workers.start()
    thread.start()
    yield Served(f"http://127.0.0.1:{server.effective_port}", office)
    workers.stop()
    is_closing.set()
    server.close()
    thread.join(timeout=10)


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[Callable[..., Page]]:
    """Open a page in a browser of its own: `open_page(language="en", phone=True)`."""
    contexts: list[BrowserContext] = []

    def open_one(*, language: str, phone: bool = False) -> Page:
        context = browser.new_context(
            base_url=served.address,
            viewport=PHONE if phone else DESK,  # pyright: ignore[reportArgumentType]  a ViewportSize
            locale="ko-KR" if language == "ko" else "en-GB",
            timezone_id="Asia/Seoul",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        return page

    yield open_one
    for context in contexts:
        context.close()
