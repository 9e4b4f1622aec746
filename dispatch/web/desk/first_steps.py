"""Where a centre's administrator begins until the first plan: what comes next, and what is done."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.domain.permissions import AccountsPermission
from dispatch.service.board.first_steps import first_steps, is_through
from foundation.text.message import LazyText, say
from foundation.web.guards import requires
from foundation.web.work import reading

bp = Blueprint("first_steps", __name__, template_folder="../../templates")
# By step: what is to be done, why, the page for it, and the file that can be taken in instead.
WORDS: dict[str, tuple[LazyText, LazyText, str, str]] = {
    "organisations": (
        say("Add the organisations"),
        say("Those that request interpreters, each with its first administrator."),
        "network.index",
        "organisations",
    ),
    "places": (
        say("Add their places"),
        say("Where they counsel. Travel times are calculated to these places."),
        "sites.index",
        "sites",
    ),
    "people": (
        say("Invite who works here"),
        say("Coordinators, counsellors, trainers. Everybody chooses the password alone."),
        "users.new",
        "users",
    ),
    "roster": (
        say("Take in the roster"),
        say("Interpreters with their languages, and how they are reached."),
        "people.index",
        "interpreters",
    ),
    "certifications": (
        say("Enter the certifications"),
        say("A session needs somebody who is certified for it."),
        "certifications.index",
        "certifications",
    ),
    "hours": (
        say("Enter when they are free"),
        say("Weekly times, on each record or by file."),
        "people.index",
        "availability",
    ),
    "rates": (
        say("Enter what is paid"),
        say("Offers show it before anybody accepts. Each rate says where it comes from."),
        "rates.index",
        "",
    ),
    "requests": (
        say("Place the first requests"),
        say("Counsellors do it themselves, or you for them."),
        "requests.new",
        "requests",
    ),
    "plan": (
        say("Plan the first week"),
        say("The draft waits on the board until you have looked at it and send it."),
        "board.today",
        "",
    ),
}


@bp.get("/first-steps")
@requires(AccountsPermission.SETTINGS_CHANGE)
def show() -> ResponseReturnValue:
    """Show the steps; once there was a plan, lead to the board."""
    with reading() as uow:
        steps = first_steps(uow)
    if is_through(steps):
        return redirect(url_for("board.today"), code=303)
    following = next(step.name for step in steps if not step.done)
    return render_template(
        "dispatch/desk/first_steps.html", steps=steps, words_of=WORDS, following=following
    )
