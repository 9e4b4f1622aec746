"""What the page of the audit trail knows of training."""

from collections.abc import Callable
from typing import Any

from flask import url_for

from foundation.text.trail import Found
from foundation.web.trail import TrailSection
from training.domain import trail as kinds
from training.service.pages import trail_names


def _page(endpoint: str, argument: str) -> Callable[[Found], str]:
    def page(found: Found) -> str:
        values: dict[str, Any] = {argument: found.page}
        return url_for(endpoint, **values)

    return page


SECTION = TrailSection(
    kinds.TRAIL,
    names={
        kinds.ATTEMPT: trail_names.attempts,
        kinds.CERTIFICATION: trail_names.certifications,
        kinds.CLASS: trail_names.classes,
        kinds.COHORT: trail_names.cohorts,
        kinds.COURSE: trail_names.courses,
        kinds.CREDENTIAL: trail_names.credentials,
        kinds.DOCUMENT: trail_names.documents,
        kinds.ENROLMENT: trail_names.enrolments,
        kinds.INSTRUMENT: trail_names.instruments,
        kinds.LEARNER: trail_names.learners,
        kinds.MENTORSHIP: trail_names.mentorships,
        kinds.PROPOSAL: trail_names.proposals,
        kinds.SCHEME: trail_names.schemes,
    },
    pages={
        kinds.ATTEMPT: _page("assessments.show", "attempt_id"),
        kinds.CERTIFICATION: _page("certifications.show", "certification_id"),
        kinds.CLASS: _page("classes.edit", "meeting_id"),
        kinds.COHORT: _page("training.show", "cohort_id"),
        kinds.COURSE: _page("taught_courses.show", "course_id"),
        kinds.CREDENTIAL: _page("credentials.show", "credential_id"),
        kinds.ENROLMENT: _page("training.show", "cohort_id"),
        kinds.INSTRUMENT: _page("instruments.edit", "instrument_id"),
        kinds.LEARNER: _page("people.show", "person_id"),
        kinds.MENTORSHIP: _page("mentoring.show", "mentorship_id"),
        kinds.PROPOSAL: _page("course_proposals.show", "proposal_id"),
        kinds.SCHEME: _page("schemes.show", "code"),
    },
    search=trail_names.search,
)
