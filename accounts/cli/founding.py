"""The first account of an empty installation, from the command line."""

from collections.abc import Mapping
from dataclasses import dataclass

import click

from accounts.domain.links import LinkPurpose
from accounts.service import founding, kept_settings, password_links, sign_in, users
from foundation.cli.context import CliContext
from foundation.database import migrating
from foundation.database.work import UnitOfWork, begin, reading
from foundation.security.errors import DomainError
from foundation.security.permissions import the_system
from foundation.text.i18n import translate
from foundation.text.message import LazyText

WHO = "init"
FIRST_PAGE = "/first"


@dataclass(frozen=True)
class _InitQuestion:
    """One answer: its option, how it is asked for, and what stands there if nothing is typed."""

    option: str
    text: str
    usual: str | None = None


# By the names that the service gives to what is wrong with each.
CENTRE = {
    "name": _InitQuestion("--centre-name", "Name of the centre"),
    "name_en": _InitQuestion("--centre-name-en", "Its name in English (may be left empty)", ""),
    "code": _InitQuestion("--centre-code", "A short code for it, in Latin letters", "CTR"),
    "city": _InitQuestion("--centre-city", "Its city or county, such as 수원"),
    "phone": _InitQuestion("--centre-phone", "Its public telephone number, such as 031-000-1010"),
}
ADMINISTRATOR = {
    "full_name": _InitQuestion("--admin-name", "Your name"),
    "email": _InitQuestion("--admin-email", "Your e-mail address; you sign in with it"),
    "language": _InitQuestion("--admin-language", "Language of your pages (ko or en)", "ko"),
}
HOURS, SETTING_OF_HOURS = "hours", "counselling_hours"
OFFICE = {HOURS: _InitQuestion("--hours", "Hours of counselling", "09:00-18:00")}


@click.command("init")
@click.option("--centre-name", "name", help="Name of the centre.")
@click.option("--centre-name-en", "name_en", help="Its name in English.")
@click.option("--centre-code", "code", help="A short code for it, such as CTR.")
@click.option(
    "--centre-city", "city", help="Its city or county of Gyeonggi, such as 수원 or suwon."
)
@click.option("--centre-phone", "phone", help="Its public telephone number.")
@click.option("--admin-name", "full_name", help="Name of the first administrator.")
@click.option("--admin-email", "email", help="Address that the first administrator signs in with.")
@click.option(
    "--admin-language", "language", help="Language of the administrator's pages: ko or en."
)
@click.option("--hours", "hours", help="Hours of counselling, such as 09:00-18:00.")
@click.option("--password-link", is_flag=True, help="Print a link to choose the password with.")
@click.option("--no-input", is_flag=True, help="Ask nothing; implies --password-link.")
@click.pass_obj
def init(
    context: CliContext, *, password_link: bool, no_input: bool, **options: str | None
) -> None:
    """Make the centre and its first administrator in an empty installation.

    Asks for what the options do not give. Brings an empty database to the newest schema first.
    """
    _make_schema(context)
    with reading(context.office, the_system(WHO)) as uow:
        try:
            founding.require_unfounded(uow)
        except DomainError as error:
            raise click.ClickException(_plain(error.reason)) from None
        known = founding.find_centre(uow)
    if known is not None:
        click.echo(f"The centre is there already: {known.name}.")
    asked = {**({} if known is not None else CENTRE), **OFFICE, **ADMINISTRATOR}
    given = {name: answer for name, answer in options.items() if answer is not None}
    answers = _complete(context, asked, given, no_input=no_input)
    password_hash = ""
    if not (password_link or no_input):
        password_hash = sign_in.hash_password(_ask_password(answers["email"]))
    try:
        with begin(context.office, the_system(WHO)) as uow:
            user = founding.found(
                uow, _centre(answers), **_administrator(answers), password_hash=password_hash
            )
            kept_settings.change_one(uow, SETTING_OF_HOURS, _hours(answers))
            link = "" if password_hash else password_links.send(uow, user, LinkPurpose.FIRST)
    except DomainError as error:
        raise click.ClickException(_plain(error.reason)) from None
    click.echo(f"Ready: {user.email} is centre administrator.")
    if link:
        click.echo("Choose the password with this link; it works once:")
        click.echo(link)
    click.echo(f"Start the pages with `ieum serve`, then sign in at {context.settings.base_url}")


def greet(context: CliContext) -> list[str]:
    """What a server says on its console when it starts: while nobody has an account, the key to the first page."""
    with reading(context.office, the_system(WHO)) as uow:
        if founding.is_founded(uow):
            return []
    with begin(context.office, the_system("serve")) as uow:
        key = founding.make_key(uow)
    page = context.settings.base_url.rstrip("/") + FIRST_PAGE
    return [
        f"Nobody has an account yet. Open {page} and type this key: {key}",
        "Or stop here and run `ieum init`.",
    ]


def _make_schema(context: CliContext) -> None:
    engine = context.new_office.engine
    if migrating.is_empty(engine):
        migrating.migrate(engine)
        click.echo("The schema is made.")
    elif not migrating.is_current(engine):
        raise click.ClickException("The database is not at the newest schema: run `ieum migrate`.")


def _complete(
    context: CliContext,
    asked: Mapping[str, _InitQuestion],
    given: Mapping[str, str],
    *,
    no_input: bool,
) -> dict[str, str]:
    """Everything that is needed: as given, else as typed. What is wrong is told, and asked for again."""
    answers: dict[str, str] = {**given}
    while True:
        for name, each in asked.items():
            if name in answers:
                continue
            answers[name] = (
                each.usual or ""
                if no_input
                else click.prompt(each.text, default=each.usual, show_default=bool(each.usual))
            )
        with reading(context.office, the_system(WHO)) as uow:
            wrong = _problems(uow, answers)
        if not wrong:
            return answers
        lines = [f"{asked[name].option}: {text}" for name, text in wrong.items() if name in asked]
        if no_input:
            raise click.ClickException("\n".join(lines))
        for line in lines:
            click.echo(line, err=True)
        answers = {name: answer for name, answer in answers.items() if name not in wrong}


def _problems(uow: UnitOfWork, answers: Mapping[str, str]) -> dict[str, str]:
    found = founding.find_problems(uow, _centre(answers), **_administrator(answers)).found
    setting = kept_settings.find(uow, SETTING_OF_HOURS)
    wrong = setting.answer.problem(_hours(answers))
    if wrong is not None:
        found[HOURS] = [wrong]
    return {name: " ".join(_plain(each) for each in reasons) for name, reasons in found.items()}


def _centre(answers: Mapping[str, str]) -> founding.OrganisationFields:
    return founding.centre_of(**{name: answers.get(name, "") for name in CENTRE})


def _administrator(answers: Mapping[str, str]) -> dict[str, str]:
    return {name: answers[name] for name in ADMINISTRATOR}


def _hours(answers: Mapping[str, str]) -> str:
    """From when to when, as the setting is kept."""
    return ",".join(part.strip() for part in answers[HOURS].replace("–", "-").split("-"))


def _ask_password(email: str) -> str:
    """Typed twice, unseen; refused for the same reasons as on the page."""
    while True:
        password: str = click.prompt(
            "Your password, at least 12 characters", hide_input=True, confirmation_prompt=True
        )
        try:
            users.check_password(email, password)
        except DomainError as error:
            click.echo(_plain(error.reason), err=True)
        else:
            return password


def _plain(text: LazyText) -> str:
    return translate(text, "en")
