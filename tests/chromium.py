"""Debian's chromium for tests, one for each process of the test run."""

import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from tests.postgres import skip_or_fail

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def a_browser() -> Iterator[Browser]:
    """Start it without a window, yield it, close it. Playwright's loop allows one in a process."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        skip_or_fail("chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()
