"""The blueprints that the page modules add their addresses to."""

from flask import Blueprint

requests_bp = Blueprint("requests", __name__, template_folder="../templates")
availability_bp = Blueprint("availability", __name__, template_folder="../templates")
