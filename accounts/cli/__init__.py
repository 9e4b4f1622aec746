"""What the command line offers about accounts."""

import click

from accounts.domain.permissions import AccountsPermission
from accounts.service import imports
from foundation.tables.importing import ImportKind
from foundation.text.message import say

COMMANDS: tuple[click.Command, ...] = ()
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
