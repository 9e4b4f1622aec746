"""The blueprints that the page modules add their addresses to."""

from flask import Blueprint

from foundation.web.work import office
from scheduling.service import sessions
from scheduling.service.reading import CounsellingSession

requests_bp = Blueprint("requests", __name__, template_folder="../templates")
availability_bp = Blueprint("availability", __name__, template_folder="../templates")
calendars_bp = Blueprint("calendars", __name__, template_folder="../templates")


@requests_bp.app_template_test("unserved")
def is_unserved(session: CounsellingSession) -> bool:
    """Over without an interpreter, also while its stored state has not followed yet."""
    return sessions.is_unserved(session, office().clock())
