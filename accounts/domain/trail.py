"""What the audit trail calls the deeds of accounts."""

from accounts.domain.roles import Role
from foundation.office_settings import LABELS
from foundation.text.message import say
from foundation.text.trail import Deed, TrailFact, TrailWords

ORGANISATION, SITE, USER = "organisation", "site", "user"

PURPOSES = {"first": say("First password"), "reset": say("New password")}

TRAIL = TrailWords(
    topics={
        "consent": say("Consents"),
        "invitation": say("Invitations"),
        "message": say("Messages"),
        "organisation": say("Organisations"),
        "role": say("Roles"),
        "setting": say("Settings"),
        "site": say("Places"),
        "user": say("Accounts and sign-in"),
    },
    deeds={
        "consent.given": Deed(say("Consent given"), USER),
        "user.renamed": Deed(say("Name of the account changed"), USER),
        "invitation.accepted": Deed(say("Invitation accepted")),
        "invitation.declined": Deed(say("Invitation declined")),
        "invitation.sent": Deed(say("Invitation sent")),
        "invitation.withdrawn": Deed(say("Invitation withdrawn")),
        "request.refused": Deed(say("Access refused")),
        "user.confirmed": Deed(say("Password confirmed"), USER),
        "user.joined": Deed(say("Joined an organisation"), USER),
        "user.password_link_sent": Deed(say("Password link sent"), USER),
        "user.password_link_withheld": Deed(say("Password link not sent"), USER),
        "user.sign_in_failed": Deed(say("Wrong password"), USER),
        "user.sign_in_stopped": Deed(say("Too many wrong passwords")),
        "audit.exported": Deed(say("Audit trail downloaded")),
        "demo.passwords_set": Deed(say("Passwords of the demo set")),
        "message.sent_again": Deed(say("Message sent again")),
        "organisation.added": Deed(say("Organisation added"), ORGANISATION),
        "organisation.changed": Deed(say("Organisation changed"), ORGANISATION),
        "organisation.closed": Deed(say("Organisation closed"), ORGANISATION),
        "organisation.reopened": Deed(say("Organisation opened again"), ORGANISATION),
        "role.granted": Deed(say("Role assigned"), USER),
        "role.revoked": Deed(say("Role removed"), USER),
        "setting.changed": Deed(say("Setting changed")),
        "site.added": Deed(say("Place added"), SITE),
        "site.changed": Deed(say("Place changed"), SITE),
        "user.changed": Deed(say("Account changed"), USER),
        "user.closed": Deed(say("Account closed"), USER),
        "user.imported": Deed(say("Account added from a file"), USER),
        "user.invited": Deed(say("Person invited"), USER),
        "user.locked": Deed(say("Sign-in locked for a while"), USER),
        "user.password_set": Deed(say("Password changed"), USER),
        "user.reopened": Deed(say("Account opened again"), USER),
        "user.signed_in": Deed(say("Signed in"), USER),
        "user.signed_out": Deed(say("Signed out"), USER),
    },
    facts={
        "version": TrailFact(say("Version")),
        "setting": TrailFact(say("Setting"), words=LABELS),
        "before": TrailFact(say("Value before")),
        "after": TrailFact(say("Value after")),
        "valid_from": TrailFact(say("Counts from")),
        "by_link": TrailFact(say("By link")),
        "known": TrailFact(say("Known device")),
        "method": TrailFact(say("Method")),
        "network": TrailFact(say("Network address")),
        "purpose": TrailFact(say("Kind"), words=PURPOSES),
        "route": TrailFact(say("Page")),
        "code": TrailFact(say("Code")),
        "count": TrailFact(say("How many")),
        "fields": TrailFact(
            say("Changed"),
            words={
                "phone": say("Phone number"),
                "full_name": say("Name"),
                "language": say("Language"),
                "name": say("Name"),
                "name_en": say("Name in English"),
                "code": say("Code"),
                "kind": say("Kind"),
                "city": say("City"),
            },
        ),
        "organisation": TrailFact(say("Organisation"), kind=ORGANISATION),
        "rows": TrailFact(say("Rows")),
        "role": TrailFact(say("Role"), codes=(Role,)),
    },
)
