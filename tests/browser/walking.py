"""A long way through the product: the office, its clock, its workers, and everybody's browser."""

import time
from collections.abc import Callable
from datetime import date

import sqlalchemy as sa
from playwright.sync_api import Page, expect

from foundation.database.queue import JobRow, JobState
from foundation.database.work import begin, reading
from foundation.security.permissions import the_system
from foundation.text.i18n import translate
from foundation.text.message import say
from tests.browser.conftest import Served
from tests.browser.test_main_job import sign_in
from tests.browser.training_office import at, furnish
from tests.conftest import SetClock


def ko(text: str, **values: object) -> str:
    """An English sentence of the product as its Korean reader meets it."""
    return translate(say(text, **values), "ko")


class Walk:
    """The office, its clock, and everybody's browser."""

    def __init__(self, served: Served, clock: SetClock, open_page: Callable[..., Page]) -> None:
        """Fill the office."""
        self.served, self._clock, self._open = served, clock, open_page
        self._pages: dict[str, Page] = {}
        with begin(served.office, the_system()) as uow:
            self.ids = furnish(uow)

    def phone(self, name: str = "") -> Page:
        """Somebody's phone, signed in; or one that nobody has signed in on."""
        return self._page(name, phone=True)

    def desk(self, name: str) -> Page:
        """Somebody's desk, signed in."""
        return self._page(name, phone=False)

    def _page(self, name: str, *, phone: bool) -> Page:
        if name not in self._pages:
            self._pages[name] = self._open(language="ko", phone=phone)
            self._pages[name].on("dialog", lambda dialog: dialog.accept())
            if name:
                sign_in(self._pages[name], name)
        return self._pages[name]

    def knows(self, name: str, page: Page) -> None:
        """Somebody has signed in on this page."""
        self._pages[name] = self._pages.pop("", page)

    def put_down(self) -> None:
        """Everybody goes home: who was signed in on Monday is not on Wednesday."""
        self._pages.clear()

    def wait_until(self, day: date, clock: str) -> None:
        """Let time pass, once what is being done is done."""
        self._idle()
        with reading(self.served.office, the_system()) as uow:
            self._clock.now = at(uow, day, clock)

    def do(self, job: str) -> None:
        """Let the workers do a job that is due."""
        with begin(self.served.office, the_system()) as uow:
            uow.enqueue(job)
        self._idle()

    def _idle(self) -> None:
        for _ in range(600):
            with reading(self.served.office, the_system()) as uow:
                left = uow.db.scalars(
                    sa.select(JobRow.name).where(
                        JobRow.state.in_([JobState.QUEUED, JobState.RUNNING]),
                        JobRow.run_at <= uow.now,
                    )
                ).all()
                dead = uow.db.scalars(
                    sa.select(JobRow.error).where(
                        JobRow.error.is_not(None), JobRow.state != JobState.DONE
                    )
                ).all()
            assert not dead, dead[0]
            if not left:
                return
            time.sleep(0.05)
        raise AssertionError("the workers never come to an end")


def press(page: Page, text: str, **values: object) -> None:
    """Press the button that says this."""
    page.get_by_role("button", name=ko(text, **values)).first.click()


def says(page: Page, text: str, **values: object) -> None:
    """The page says this."""
    expect(page.locator("main")).to_contain_text(ko(text, **values), timeout=15_000)
