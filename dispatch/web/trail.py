"""What the page of the audit trail knows of dispatch."""

from flask import url_for

from dispatch.domain.trail import ASSIGNMENT, OFFER, OVERRIDE, PLACE, RUN, TRAIL
from dispatch.domain.translation_trail import TRANSLATION_JOB
from dispatch.service.answers import trail_names
from foundation.text.trail import Found
from foundation.web.trail import TrailSection


def _request_page(found: Found) -> str:
    return url_for("requests.show", request_id=found.page)


SECTION = TrailSection(
    TRAIL,
    names={
        ASSIGNMENT: trail_names.assignments,
        OFFER: trail_names.offers,
        OVERRIDE: trail_names.overrides,
        PLACE: trail_names.places,
        RUN: trail_names.runs,
        TRANSLATION_JOB: trail_names.translations,
    },
    pages={
        ASSIGNMENT: _request_page,
        OFFER: _request_page,
        OVERRIDE: _request_page,
        PLACE: _request_page,
        RUN: lambda found: url_for("plans.show", day=found.day, run_id=found.page),
        TRANSLATION_JOB: lambda found: url_for("translation_jobs.show", job_id=found.page),
    },
    search=trail_names.search,
)
