"""What the command line offers about accounts."""

import click

from accounts.cli.founding import greet, init
from accounts.domain.links import LinkPurpose
from accounts.domain.permissions import AccountsPermission
from accounts.service import imports, own_second_steps, password_links, second_steps, users
from accounts.service.import_columns import ORGANISATION_COLUMNS, SITE_COLUMNS, USER_COLUMNS
from foundation.cli.context import CliContext
from foundation.database.work import begin
from foundation.security.permissions import the_system
from foundation.tables.columns import names_of
from foundation.tables.kinds import ImportKind
from foundation.text.message import say


@click.command("password-link")
@click.argument("email")
@click.pass_obj
def password_link(context: CliContext, email: str) -> None:
    """Print a link with which the owner of an account chooses its password; older ones stop working.

    For the first administrator, and for a forgotten password where no mail goes out.
    """
    with begin(context.office, the_system("password-link")) as uow:
        user = users.find_user_by_email(uow, email)
        if user is None or not user.active:
            raise click.ClickException(f"There is no open account with the address {email}.")
        purpose = LinkPurpose.RESET if user.password_hash else LinkPurpose.FIRST
        link = password_links.send(uow, user, purpose)
    click.echo(link)


@click.command("second-step")
@click.argument("email")
@click.option("--remove", is_flag=True, help="Let the password alone open the account again.")
@click.pass_obj
def second_step(context: CliContext, email: str, *, remove: bool) -> None:
    """Say whether an account has a second step of signing in, or remove it: its owner has lost phone and paper."""
    with begin(context.office, the_system("second-step")) as uow:
        user = users.find_user_by_email(uow, email)
        if user is None or not user.active:
            raise click.ClickException(f"There is no open account with the address {email}.")
        has_one = second_steps.is_asked_of(uow, user.id)
        if remove and has_one:
            own_second_steps.forget_all(uow, user)
    if not has_one:
        click.echo("There is no second step.")
    else:
        click.echo("The second step is removed." if remove else "There is a second step.")


COMMANDS: tuple[click.Command, ...] = (init, password_link, second_step)
GREETINGS = (greet,)
IMPORTS: tuple[ImportKind, ...] = (
    ImportKind(
        name="organisations",
        required=names_of(ORGANISATION_COLUMNS, needed=True),
        optional=names_of(ORGANISATION_COLUMNS, needed=False),
        described=ORGANISATION_COLUMNS,
        unique=("code",),
        label=say("Organisations"),
        permission=AccountsPermission.ACCOUNTS_ANY_ADMINISTER,
        endpoint="organisation.show",
        load=imports.load_organisations,
    ),
    ImportKind(
        name="sites",
        required=names_of(SITE_COLUMNS, needed=True),
        optional=names_of(SITE_COLUMNS, needed=False),
        described=SITE_COLUMNS,
        unique=("code",),
        label=say("Places"),
        permission=AccountsPermission.ACCOUNTS_ANY_ADMINISTER,
        endpoint="sites.index",
        load=imports.load_sites,
    ),
    ImportKind(
        name="users",
        required=names_of(USER_COLUMNS, needed=True),
        optional=names_of(USER_COLUMNS, needed=False),
        described=USER_COLUMNS,
        unique=("email", "organisation", "role"),
        label=say("Users"),
        permission=AccountsPermission.ACCOUNTS_ANY_ADMINISTER,
        endpoint="users.index",
        load=imports.load_users,
    ),
)
