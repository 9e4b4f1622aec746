"""People choose their own passwords, through links for one use that nobody else ever sees."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

import app as roof
from accounts.cli import password_link
from accounts.domain.links import LinkPurpose
from accounts.domain.roles import Role
from accounts.service import password_links
from accounts.store.tables import PasswordLink, SignIn, User
from foundation.cli.context import CliContext
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import run_until_idle
from foundation.messages.mailer import Mail
from foundation.messages.outbox import Message
from foundation.security.permissions import the_system
from tests.conftest import SetClock
from tests.factories import a_user, an_organisation
from tests.mailing import send_by_mail
from tests.signing_in import sign_in

PASSWORD = "a quiet river at dusk"


@pytest.fixture
def person(office: Office) -> User:
    """A counsellor with a password."""
    with begin(office, the_system()) as uow:
        return a_user(uow, Role.COUNSELLOR, password_hash="kept", email="mina@ansan.example")


def link_for(office: Office, user: User, purpose: LinkPurpose = LinkPurpose.RESET) -> str:
    with begin(office, the_system()) as uow:
        link = password_links.send(uow, uow.db.get_one(User, user.id), purpose)
    return link.removeprefix(office.settings.base_url)


def token_in(link: str) -> str:
    return link.partition("link=")[2]


def user_now(office: Office, user: User) -> User:
    with reading(office, the_system()) as uow:
        return uow.db.get_one(User, user.id)


def letters(office: Office) -> list[Message]:
    with reading(office, the_system()) as uow:
        return list(uow.db.scalars(sa.select(Message).order_by(Message.created_at)))


def with_mail_server(application: Flask, office: Office) -> Office:
    """The application over the same office, with a mail server."""
    sending = replace(office, settings=replace(office.settings, smtp_host="mail.example"))
    application.extensions["office"] = sending
    return sending


class Mailbox:
    """Keeps what would be mailed."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    def send(self, mail: Mail) -> bool:
        self.mails.append(mail)
        return True


def test_looking_at_a_link_changes_nothing_and_tells_no_other_page(
    web: FlaskClient, office: Office, person: User
) -> None:
    link = link_for(office, person)
    for _ in range(2):
        seen = web.get(link)
        assert seen.status_code == 200
        assert person.email in seen.get_data(as_text=True)
        assert seen.headers["Referrer-Policy"] == "no-referrer"
        assert seen.headers["Cache-Control"] == "no-store"
    assert user_now(office, person).password_hash == "kept"


def test_a_link_sets_the_password_once_ends_every_session_and_says_so_by_mail(
    web: FlaskClient, office: Office, person: User, browser_of: Callable[[User], FlaskClient]
) -> None:
    elsewhere = browser_of(person)
    link = link_for(office, person)
    sent = {"link": token_in(link), "password": PASSWORD}
    weak = web.post("/password", data={**sent, "password": "short"})
    assert weak.status_code == 422
    assert 'href="#password"' in weak.get_data(as_text=True)

    assert web.post("/password", data=sent).status_code == 303
    assert elsewhere.get("/account").status_code == 401
    changed = [letter for letter in letters(office) if "바뀌" in letter.subject]
    assert [letter.to for letter in changed] == [person.email]
    again = web.post("/password", data={**sent, "password": PASSWORD + " again"})
    assert again.status_code == 410
    assert "/password/forgot" in again.get_data(as_text=True)
    entered = web.post("/login", data={"email": person.email, "password": PASSWORD})
    assert entered.status_code == 303


def test_the_form_of_a_link_is_taken_over_https_without_a_referer(
    web: FlaskClient, web_app: Flask, office: Office, person: User
) -> None:
    web_app.config["WTF_CSRF_ENABLED"] = True
    link, https = link_for(office, person), "https://localhost"
    page = web.get(link, base_url=https).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token is not None
    sent = {"link": token_in(link), "password": PASSWORD}
    assert web.post("/password", data=sent, base_url=https).status_code == 400
    sent["csrf_token"] = token.group(1)
    assert web.post("/password", data=sent, base_url=https).status_code == 303


@pytest.mark.parametrize("why", ["replaced", "expired", "closed", "unknown"])
def test_a_link_that_works_no_longer_says_why_and_leads_on(
    web: FlaskClient, office: Office, person: User, clock: SetClock, why: str
) -> None:
    link = link_for(office, person)
    if why == "replaced":
        link_for(office, person)
    elif why == "expired":
        clock.now += timedelta(minutes=61)
    elif why == "closed":
        with begin(office, the_system()) as uow:
            uow.db.get_one(User, person.id).active = False
    else:
        link += "x"
    web.set_cookie("language", "en")
    for answer in (
        web.get(link),
        web.post("/password", data={"link": token_in(link), "password": PASSWORD}),
    ):
        page = answer.get_data(as_text=True)
        assert answer.status_code == 410
        assert ("/password/forgot" in page) == (why != "closed")
        assert "/login" in page
    assert user_now(office, person).password_hash == "kept"


def test_a_known_and_an_unknown_address_are_answered_and_written_alike(
    web: FlaskClient, office: Office, person: User
) -> None:
    pages = [
        web.post("/password/forgot", data={"email": email}, follow_redirects=True)
        for email in (person.email, "nobody@ansan.example")
    ]
    assert pages[0].data == pages[1].data
    assert letters(office) == []

    assert run_until_idle(office, roof.make_jobs(office)) >= 2
    assert [letter.to for letter in letters(office)] == [person.email]


def test_no_mailbox_is_filled_and_no_list_of_addresses_is_tried(
    web: FlaskClient, office: Office, person: User
) -> None:
    for _ in range(8):
        assert web.post("/password/forgot", data={"email": person.email}).status_code == 303
    run_until_idle(office, roof.make_jobs(office))
    assert len(letters(office)) == password_links.MOST_MAILS_PER_HOUR
    answers = [
        web.post("/password/forgot", data={"email": f"a{n}@b.kr"}).status_code for n in range(20)
    ]
    assert answers[0] == 303
    assert answers[-1] == 429


def test_only_the_mail_carries_the_link_and_no_row_keeps_it(
    web: FlaskClient, office: Office, person: User
) -> None:
    token = token_in(link_for(office, person))
    with begin(office, the_system()) as uow:
        admin = a_user(uow, Role.CENTRE_ADMIN)
    sign_in(web, admin)

    def is_anywhere() -> bool:
        with reading(office, the_system()) as uow:
            rows = [
                str(tuple(row))
                for table in User.metadata.sorted_tables
                for row in uow.db.execute(sa.select(table))
            ]
        return any(token in row for row in rows)

    assert token not in web.get("/outbox").get_data(as_text=True)
    assert not is_anywhere()
    mailbox = Mailbox()
    (letter,) = letters(office)
    send_by_mail(office, mailbox, letter.id)
    assert token in mailbox.mails[0].body
    assert token not in web.get("/outbox").get_data(as_text=True)
    assert not is_anywhere()
    assert letters(office)[0].encrypted_secret is None


def test_nobody_sets_the_password_of_somebody_else(
    web: FlaskClient, web_app: Flask, office: Office, person: User
) -> None:
    with begin(office, the_system()) as uow:
        admin = a_user(uow, Role.CENTRE_ADMIN)
    sign_in(web, admin)
    page = f"/org/users/{person.id}"

    assert web.post(f"{page}/password", data={"password": PASSWORD}).status_code == 404
    assert web.post(f"{page}/link").status_code == 422
    assert "/password?link=" not in web.get(page).get_data(as_text=True)
    with_mail_server(web_app, office)
    sent = web.post(f"{page}/link", follow_redirects=True)
    assert sent.status_code == 200
    assert "/password?link=" not in sent.get_data(as_text=True)
    assert [letter.to for letter in letters(office)] == [person.email]
    assert user_now(office, person).password_hash == "kept"


def test_without_a_mail_server_a_first_link_is_shown_to_whoever_made_it_once(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system()) as uow:
        ours = an_organisation(uow)
        admin = a_user(uow, Role.ORGANISATION_ADMIN, ours)
        newcomer = a_user(uow, Role.COUNSELLOR, ours)
    sign_in(web, admin)
    page = f"/org/users/{newcomer.id}"

    shown = web.post(f"{page}/link", follow_redirects=True).get_data(as_text=True)
    link = re.search(r"/password\?link=[\w-]+", shown)
    assert link is not None
    assert link.group() not in web.get(page).get_data(as_text=True)
    chosen = {"link": token_in(link.group()), "password": PASSWORD}
    stranger = web.application.test_client()
    assert stranger.post("/password", data=chosen).status_code == 303


class Here(CliContext):
    """The command line over the office of the test."""

    def __init__(self, office: Office) -> None:
        super().__init__(lambda _: office, roof.create_app, lambda _: {}, ())
        self.__dict__ |= {"settings": office.settings, "office": office}


def test_the_command_line_makes_a_link_for_the_first_administrator(
    web: FlaskClient, office: Office, person: User
) -> None:
    said = CliRunner().invoke(password_link, [person.email.upper()], obj=Here(office))
    assert said.exit_code == 0, said.output
    link = said.output.strip().removeprefix(office.settings.base_url)
    assert web.get(link).status_code == 200
    unknown = CliRunner().invoke(password_link, ["nobody@ansan.example"], obj=Here(office))
    assert unknown.exit_code == 1


def test_old_links_and_sign_ins_are_forgotten(uow: UnitOfWork, clock: SetClock) -> None:
    user = a_user(uow)
    password_links.send(uow, user, LinkPurpose.RESET)
    uow.db.add(
        SignIn(
            token_hash="x",
            user_id=user.id,
            created_at=uow.now,
            seen_at=uow.now,
            expires_at=uow.now,
        )
    )
    uow.db.flush()
    password_links.forget_old(uow)
    assert len(uow.db.scalars(sa.select(PasswordLink)).all()) == 1
    uow.now += timedelta(days=32)
    password_links.forget_old(uow)
    left = [uow.db.scalars(sa.select(table)).all() for table in (PasswordLink, SignIn)]
    assert left == [[], []]
