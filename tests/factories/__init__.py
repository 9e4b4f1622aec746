"""Real rows with sensible defaults: one file for each package, lowest floor first."""

from tests.factories.accounts import a_coordinator, a_site, a_user, an_organisation, as_actor
from tests.factories.interpreters import an_interpreter
from tests.factories.scheduling import a_request, a_session, available

__all__ = [
    "a_coordinator",
    "a_request",
    "a_session",
    "a_site",
    "a_user",
    "an_interpreter",
    "an_organisation",
    "as_actor",
    "available",
]
