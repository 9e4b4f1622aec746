"""What the command line offers about accounts."""

import click

from accounts.cli.founding import greet, init
from accounts.domain.links import LinkPurpose
from accounts.domain.permissions import AccountsPermission
from accounts.service import imports, password_links, users
from foundation.cli.context import CliContext
from foundation.database.work import begin
from foundation.security.permissions import the_system
from foundation.tables.importing import ImportKind
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
        required=("code", "name", "kind", "city"),
        optional=("name_en", "phone"),
        unique=("code",),
        label=say("Organisations"),
        permission=AccountsPermission.ACCOUNTS_ANY_ADMINISTER,
        endpoint="organisation.show",
        load=imports.load_organisations,
    ),
    ImportKind(
        name="sites",
        required=("code", "organisation", "name", "city"),
        optional=("name_en", "address", "latitude", "longitude"),
        unique=("code",),
        label=say("Places"),
        permission=AccountsPermission.ACCOUNTS_ANY_ADMINISTER,
        endpoint="sites.index",
        load=imports.load_sites,
    ),
    ImportKind(
        name="users",
        required=("email", "name", "organisation", "role"),
        optional=("language",),
        unique=("email", "organisation", "role"),
        label=say("Users"),
        permission=AccountsPermission.ACCOUNTS_ANY_ADMINISTER,
        endpoint="users.index",
        load=imports.load_users,
    ),
)
