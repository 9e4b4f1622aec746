"""Real rows with sensible defaults: one file for each package, lowest floor first."""

from tests.factories.accounts import a_coordinator, a_site, a_user, an_organisation, as_actor
from tests.factories.certifications import a_certification
from tests.factories.interpreters import an_interpreter
from tests.factories.learners import a_learner, an_enrolment
from tests.factories.scheduling import a_request, a_session, available
from tests.factories.training import a_cohort, a_course, a_meeting

__all__ = [
    "a_certification",
    "a_cohort",
    "a_coordinator",
    "a_course",
    "a_learner",
    "a_meeting",
    "a_request",
    "a_session",
    "a_site",
    "a_user",
    "an_enrolment",
    "an_interpreter",
    "an_organisation",
    "as_actor",
    "available",
]
