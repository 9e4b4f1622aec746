"""What the command line offers about accounts."""

import click

from accounts.cli.founding import greet, init
from accounts.domain.links import LinkPurpose
from accounts.domain.permissions import AccountsPermission
from accounts.service import imports, password_links, users
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


COMMANDS: tuple[click.Command, ...] = (init, password_link)
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
