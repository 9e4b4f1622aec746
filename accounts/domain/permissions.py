"""What may be done about people, organisations and the trails, and which role may do it."""

from accounts.domain.roles import Role
from foundation.security.permissions import Grants, Permission


class AccountsPermission(Permission):
    """`package:thing:act`, in alphabetical order."""

    ACCOUNTS_ANY_ADMINISTER = "accounts:any-organisation:administer"
    ACCOUNTS_OWN_ADMINISTER = "accounts:own-organisation:administer"
    CONSENTS_KEEP = "accounts:consents:keep"
    ALERTS_KEEP = "foundation:alerts:keep"
    AUDIT_READ = "foundation:audit:read"
    OUTBOX_READ = "foundation:outbox:read"
    OUTBOX_SEND = "foundation:outbox:send"
    SETTINGS_CHANGE = "foundation:settings:change"


P = AccountsPermission
GRANTED: Grants = {
    Role.COORDINATOR: frozenset({P.ALERTS_KEEP}),
    Role.ORGANISATION_ADMIN: frozenset({P.ACCOUNTS_OWN_ADMINISTER}),
    Role.CENTRE_ADMIN: frozenset(AccountsPermission),
}
