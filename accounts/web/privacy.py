"""The privacy policy: what is kept, why, how long, and whom to ask."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from accounts.domain.settings import AccountsSettings
from foundation.web.guards import public
from foundation.web.work import office

bp = Blueprint("privacy", __name__, template_folder="../templates")


@bp.get("/privacy")
@public
def show() -> ResponseReturnValue:
    """Show the policy to anybody."""
    settings = office().settings.of(AccountsSettings)
    return render_template("accounts/privacy.html", session_days=settings.session_days)
