"""Days for the board's tests, and reading its pages."""

from datetime import timedelta
from html.parser import HTMLParser
from itertools import cycle
from typing import Any, Self

from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Connection

from accounts.domain.cities import CITIES
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.permissions import the_system
from tests.factories import a_coordinator, a_session, a_site, an_organisation
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment
from tests.signing_in import sign_in

SYSTEM = the_system()
DAY = "2026-11-24"
BOARD = f"/dispatch/{DAY}"


def as_coordinator(web: FlaskClient, office: Office) -> FlaskClient:
    """A browser in which a coordinator is signed in."""
    with begin(office, SYSTEM) as uow:
        user = a_coordinator(uow)
    sign_in(web, user)
    return web


def read(web: FlaskClient, path: str = BOARD, status: int = 200) -> str:
    """A page as text."""
    answer = web.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def post(web: FlaskClient, path: str, **values: Any) -> str:
    """Press a button; the page it leads to."""
    return web.post(path, data=values, follow_redirects=True).get_data(as_text=True)


class Elements(HTMLParser):
    """Counts the elements of a page."""

    def __init__(self, page: str) -> None:
        """Read it."""
        super().__init__()
        self.count = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more."""
        del tag, attrs
        self.count += 1


def a_full_day(uow: UnitOfWork, people: int, each: int) -> None:
    """People in many cities, each with so many sessions of half an hour at changing places."""
    home = an_organisation(uow)
    codes = sorted(CITIES)
    sites = [a_site(uow, home, city=code) for code in codes]
    places = cycle(sites)
    for n in range(people):
        who, _ = a_signed_up_interpreter(
            uow, f"통역사 {n}", city=codes[n % len(codes)], languages=("vi", "en")
        )
        for k in range(each):
            session = a_session(
                uow,
                organisation=home,
                site=next(places),
                start=f"{9 + 2 * k:02}:00",
                minutes=60,
            )
            if (n + k) % 9:
                an_assignment(uow, session, who)


class Statements:
    """Counts what is asked of a database while it is listened to."""

    def __init__(self, office: Office) -> None:
        """Listen to one office's engine."""
        self.engine = office.engine
        self.texts: list[str] = []

    def __enter__(self) -> Self:
        """Begin to listen."""
        event.listen(self.engine, "before_cursor_execute", self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        event.remove(self.engine, "before_cursor_execute", self._hear)

    def _hear(
        self, _connection: Connection, _cursor: object, statement: str, *_rest: object
    ) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            self.texts.append(statement)


def tomorrow(uow: UnitOfWork) -> str:
    """The day of the sessions that factories make."""
    return (uow.today + timedelta(days=1)).isoformat()
