"""What the page of the audit trail knows of requests."""

from flask import url_for

from foundation.text.trail import Found
from foundation.web.trail import TrailSection
from scheduling.domain.trail import REQUEST, SERIES, SESSION, TRAIL
from scheduling.service import trail_names


def request_page(found: Found) -> str:
    """The page of the request that a thing belongs to."""
    return url_for("requests.show", request_id=found.page)


SECTION = TrailSection(
    TRAIL,
    names={
        REQUEST: trail_names.requests,
        SERIES: trail_names.series,
        SESSION: trail_names.sessions,
    },
    pages={REQUEST: request_page, SERIES: request_page, SESSION: request_page},
    search=trail_names.search,
)
