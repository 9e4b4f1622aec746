"""What the page of the audit trail knows of accounts."""

from flask import url_for

from accounts.domain.trail import ORGANISATION, SITE, TRAIL, USER
from accounts.service import trail_names
from foundation.web.trail import TrailSection

SECTION = TrailSection(
    TRAIL,
    names={
        ORGANISATION: trail_names.organisations,
        SITE: trail_names.sites,
        USER: trail_names.users,
    },
    pages={
        SITE: lambda found: url_for("sites.show", site_id=found.page),
        USER: lambda found: url_for("users.show", user_id=found.page),
    },
    search=trail_names.search,
)
