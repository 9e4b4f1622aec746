"""Pages of accounts: signing in, one's own account, people and sites of organisations, the trails."""

from flask import Blueprint

from accounts.domain.permissions import AccountsPermission
from accounts.web import (
    account,
    confirming,
    founding,
    invitations,
    network,
    organisation,
    outbox,
    passwords,
    privacy,
    settings,
    sign_in,
    sites,
    trails,
    users,
)
from foundation.text.message import say
from foundation.web.navigation import Entry, Group

BLUEPRINTS: tuple[Blueprint, ...] = (
    founding.bp,
    sign_in.bp,
    sign_in.bp_language,
    account.bp,
    confirming.bp,
    passwords.bp,
    privacy.bp,
    invitations.bp,
    organisation.bp,
    network.bp,
    users.bp,
    sites.bp,
    settings.bp,
    trails.bp,
    outbox.bp,
)
NAVIGATION: tuple[Entry, ...] = (
    Entry(
        label=say("Organisation"),
        endpoint="organisation.show",
        icon="building",
        permission=AccountsPermission.ACCOUNTS_OWN_ADMINISTER,
        within=("/org",),
        order=70,
        group=Group.OPERATIONS,
    ),
    Entry(
        label=say("Organisations"),
        endpoint="network.index",
        icon="list",
        permission=AccountsPermission.ACCOUNTS_ANY_ADMINISTER,
        within=("/org/network",),
        order=72,
        group=Group.OPERATIONS,
    ),
    Entry(
        label=say("Users"),
        endpoint="users.index",
        icon="people",
        permission=AccountsPermission.ACCOUNTS_OWN_ADMINISTER,
        within=("/org/users",),
        order=71,
        group=Group.OPERATIONS,
    ),
    Entry(
        label=say("Settings"),
        endpoint="settings.index",
        icon="gear",
        permission=AccountsPermission.SETTINGS_CHANGE,
        within=("/settings",),
        order=73,
        group=Group.OPERATIONS,
    ),
    Entry(
        label=say("Audit trail"),
        endpoint="trails.audit",
        icon="book",
        permission=AccountsPermission.AUDIT_READ,
        within=("/audit",),
        order=80,
        group=Group.OPERATIONS,
    ),
    Entry(
        label=say("Outbox"),
        endpoint="outbox.show",
        icon="mail",
        permission=AccountsPermission.OUTBOX_READ,
        within=("/outbox",),
        order=85,
        count=outbox.count_lost,
        group=Group.OPERATIONS,
    ),
)
