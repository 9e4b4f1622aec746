"""Every page of every role: which there are, and how closely each is looked at."""

from enum import IntEnum

from flask import Flask
from werkzeug.routing import Rule

import app as roof
from accounts.domain.roles import Role
from foundation.security.scopes import TokenScope
from foundation.web.guards import mark_of
from tests.browser.small_office import CENTRE, DAY, REPAIRED_DAY, ROLES, SmallOffice

ON_PHONE = (Role.INTERPRETER, Role.TRAINEE)
# Addresses that are no pages: they lead elsewhere, or answer with a file or a part of a page.
NO_PAGES = {
    "static",
    "start.show",
    "start.health",
    "founding.show",
    "sign_in.show",
    "second_step.show",
    "api_reference.as_json",
    "providers.come_back",
    "board.today",
    "board.live",
    "live.show",
    "board.download",
    "board_actions.go_back",
    # rooms need a video server: tests/dispatch/helpline/test_video.py opens them
    "video.show",
    "video.enter",
    "video.state",
    "helpline.state",
    "taking.asked",
    "taking.state",
    "plans.bar",
    "trials.table",
    "glossary_files.download",
    "imports.empty",
    "courses.calendar",
    "feed.show",
    "documents.pdf",
    "entering.show",
    "phone_app.icon",
    "phone_app.manifest",
    "phone_app.worker",
    "documents.badge",
    "documents.badge_image",
    "join.again",
    "join.again_from_the_start",
    "learn.calendar",
    "verify.did",
    "verify.status_list",
    "translation_jobs.download",
    "translation_work.download",
}
# Pages about one's own things, and who has any.
KEEPERS = (*CENTRE, Role.INTERPRETER)
OWNERS: dict[str, tuple[Role, ...]] = {
    "calendars.show": (Role.INTERPRETER,),
    "learn.enrolment": (Role.TRAINEE,),
    # her own proposal, and what the office keeps
    "glossary.edit": (Role.INTERPRETER, Role.COORDINATOR, Role.CENTRE_ADMIN),
    "helpline.show": (Role.COUNSELLOR, Role.COORDINATOR, Role.CENTRE_ADMIN),
    "taking.show": (Role.INTERPRETER,),
    "translators.own": (Role.INTERPRETER,),
    "translation_work.offer": (Role.INTERPRETER,),
    "translation_work.step": (Role.INTERPRETER,),
    "check_in.show": (Role.TRAINEE,),
    "cohort_invitations.show": (Role.TRAINEE,),
    "assessments.show": (Role.TRAINEE, Role.ASSESSOR, Role.TRAINING_MANAGER, Role.CENTRE_ADMIN),
    "certifications.show": KEEPERS,
    "renewal.show": KEEPERS,
    "documents.show": KEEPERS,
    "mentoring.show": (*KEEPERS, Role.TRAINEE),
}
# Whose look stands for everybody's, by the part of training: the others only open these pages.
LEARNER, MANAGER = (Role.TRAINEE,), (Role.TRAINING_MANAGER,)
LOOKED_AT_BY: dict[str, tuple[Role, ...]] = {
    "applicants": MANAGER,
    "assessments": (Role.TRAINEE, Role.ASSESSOR, Role.TRAINING_MANAGER),
    "attendance": (Role.TRAINER,),
    "certifications": (Role.TRAINING_MANAGER, Role.INTERPRETER),
    "check_in": LEARNER,
    "classes": MANAGER,
    "completion": MANAGER,
    "courses": LEARNER,
    "credentials": MANAGER,
    "documents": (Role.INTERPRETER,),
    "instruments": MANAGER,
    "join": (),
    "invitations": (),
    "passwords": (),
    "learn": LEARNER,
    "mentoring": (Role.TRAINING_MANAGER, Role.INTERPRETER),
    "own_certifications": (Role.INTERPRETER,),
    "newcomers": MANAGER,
    "places": LEARNER,
    "practicum": (Role.TRAINEE, Role.INTERPRETER),
    "course_proposals": MANAGER,
    "renewal": (Role.TRAINING_MANAGER, Role.INTERPRETER),
    "schemes": MANAGER,
    "taught_courses": MANAGER,
    "training": (Role.TRAINING_MANAGER, Role.TRAINER),
    "verify": (),
    "yields": MANAGER,
}
# Pages of a cohort that is taught; the others are of one that still takes people.
TAUGHT = {"attendance", "completion", "training"}
KINDS = {kind.name: kind.permission for kind in roof.IMPORTS}


class Depth(IntEnum):
    """How closely a page is looked at: whether it answers, how it is drawn, what axe says too."""

    OPENED = 1
    DRAWN = 2
    MEASURED = 3


def pages_of(role: Role, application: Flask, small: SmallOffice) -> dict[str, Depth]:
    """Every page that the role may open, and how closely it is looked at.

    A page with a new kind of id needs one in the small office.
    """
    found: dict[str, Depth] = {}
    for rule in application.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint in NO_PAGES:
            continue
        if role not in OWNERS.get(rule.endpoint, ROLES):
            continue
        if _opens(mark_of(application, rule.endpoint), role):
            part = rule.endpoint.partition(".")[0]
            is_seen = role in LOOKED_AT_BY.get(part, ROLES)
            pages = addresses(rule, role, small)
            found |= dict.fromkeys(pages, Depth.MEASURED if is_seen else Depth.OPENED)
            if part == "imports":
                # They differ in their words only.
                found |= dict.fromkeys(pages[1:], Depth.DRAWN)
    return dict(sorted(found.items()))


def _opens(mark: object, role: Role) -> bool:
    if isinstance(mark, TokenScope):
        return False  # the API: tests/api
    if isinstance(mark, tuple):
        return not roof.GRANTS[role].isdisjoint(mark)  # pyright: ignore[reportUnknownArgumentType]  permissions
    return True


def addresses(rule: Rule, role: Role, small: SmallOffice) -> list[str]:
    """The rule with its places filled: imports once for every kind that the role may take in."""
    if rule.endpoint.startswith("imports."):
        kinds = [name for name, needed in KINDS.items() if needed in roof.GRANTS[role]]
        return [
            built(rule, name=k, upload_id=small.uploads[role, k], file_format="xlsx") for k in kinds
        ]
    times = rule.endpoint in {"availability.show", "calendars.index"}
    if times and not places_of(rule) and role not in ON_PHONE:
        return []  # their own, and they have none
    if times and places_of(rule) and role is Role.TRAINEE:
        return []  # somebody else's
    if rule.endpoint == "requests.show":
        keys = ("request_id", "served_request_id", "asked_request_id")
        return [built(rule, request_id=small.ids[key]) for key in keys]
    if rule.endpoint in small.links:
        return [small.links[rule.endpoint]]
    page = built(rule, **values_of(rule, role, small))
    more = {
        "assessments.new": (f"?enrolment={small.ids['enrolment_id']}",),
        "board.show": (f"?s={small.ids['session_id']}", "?view=table"),
        "people.index": ("?q=zzzz",),
        "reports.listed": (f"?period=month&day={DAY}",),
    }
    return [page, *(page + query for query in more.get(rule.endpoint, ()))]


def values_of(rule: Rule, role: Role, small: SmallOffice) -> dict[str, object]:
    """What the small office has for the places of a rule, and whatever else it has."""
    part = rule.endpoint.partition(".")[0]
    values: dict[str, object] = {**small.ids, "day": DAY, "ending": "csv"}
    values |= {"kind": "sessions", "about": small.ids["session_id"], "deed": "ask", "form": "svg"}
    values["key"] = "answers"
    values["act"] = "waves"
    values["what"] = "complaints"
    values["paper"] = "appointment"
    values["purpose"] = "secrecy"
    values |= {
        "lender_id": small.ids["organisation_id"],
        "borrower_id": small.ids["organisation_id"],
    }
    if part == "translation_work":
        values["offer_id"] = small.ids["translation_offer_id"]
    if part == "translation_desk":
        values["kind"] = "revision"
    values["code"] = "L2" if part == "schemes" else small.code
    if part == "repairs":
        values |= {"run_id": small.ids["repair_id"], "day": REPAIRED_DAY.isoformat()}
    if part in TAUGHT:
        values["cohort_id"] = small.ids["taught_cohort_id"]
    if role is Role.TRAINEE:
        values["attempt_id"] = small.ids["result_id"]
    return values


def built(rule: Rule, **values: object) -> str:
    """The address of a rule, with its places filled."""
    # What a rule fixes itself is none of its places, though it must be given.
    found = rule.build({name: values[name] for name in places_of(rule)} | dict(rule.defaults or {}))
    assert found is not None
    return found[1]


def places_of(rule: Rule) -> set[str]:
    """The names of what its address leaves open."""
    places: set[str] = getattr(rule, "arguments")  # noqa: B009  partly typed by the library
    return places - set(rule.defaults or ())
