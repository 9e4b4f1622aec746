"""Whatever is recorded has words on the page of the audit trail, and so have its facts."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

import app
from accounts.domain.links import InvitationState
from dispatch.domain import endings
from dispatch.domain.autopilot import AutopilotDeed
from dispatch.domain.endings import Ending
from dispatch.domain.states import OfferState, OverrideState, SendingState
from dispatch.domain.waves import LIVE_CASCADES, CascadeState
from tests.architecture.sources import name_of, of_the_product, tree
from training.domain.certifications import CertificationAction
from training.domain.courses import CohortStatus
from training.domain.documents import DocumentStatus
from training.domain.seats import EnrolmentStatus

DEEDS = {name for section in app.TRAIL for name in section.words.deeds}
FACTS = {name for section in app.TRAIL for name in section.words.facts}
# Names made from a state: the start of the name, and the states that it is made from.
MADE_OF_STATES = {
    "assignment.": {
        str(ending.into.value) for ending in vars(endings).values() if isinstance(ending, Ending)
    },
    "autopilot.": {AutopilotDeed.PLAN_SENT, AutopilotDeed.REPAIR_SENT},
    "cascade.": {state.value for state in CascadeState} - LIVE_CASCADES,
    "certification.": {
        action.value for action in CertificationAction if action is not CertificationAction.ASKED
    },
    "cohort.": {status.value for status in CohortStatus},
    "document.": {status.value for status in DocumentStatus} - {"issued"},
    "enrolment.": {status.value for status in EnrolmentStatus},
    "invitation.": {state.value for state in InvitationState} - {"open"},
    "offer.": {OfferState.EXPIRED, OfferState.SUPERSEDED, OfferState.WITHDRAWN},
    "plan.sending_": {SendingState.REFUSED, SendingState.CALLED_OFF},
    "override.": {OverrideState.AGREED, OverrideState.REFUSED},
}


class Record(NamedTuple):
    """One call of `uow.record`."""

    place: str
    names: list[str]
    facts: list[str]


def recorded() -> Iterator[Record]:
    """What the product records, read from its sources."""
    for path in of_the_product():
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "record"
                and node.args
            ):
                facts = [word.arg for word in node.keywords if word.arg and word.arg != "subject"]
                yield Record(f"{name_of(path)}:{node.lineno}", names_of(node.args[0]), facts)


def names_of(given: ast.expr) -> list[str]:
    """The names that an expression may give; a variable gives none that can be read."""
    if isinstance(given, ast.Constant):
        return [str(given.value)]
    if isinstance(given, ast.IfExp):
        return names_of(given.body) + names_of(given.orelse)
    if isinstance(given, ast.JoinedStr):
        start = given.values[0]
        assert isinstance(start, ast.Constant)
        return [f"{start.value}{state}" for state in sorted(MADE_OF_STATES[str(start.value)])]
    return []


def test_every_deed_that_is_recorded_has_words() -> None:
    found = list(recorded())
    assert len(found) > 100
    wordless = {name: place for place, names, _ in found for name in names if name not in DEEDS}
    assert wordless == {}


def test_every_fact_that_is_recorded_has_words() -> None:
    wordless = {
        fact: place for place, _, facts in recorded() for fact in facts if fact not in FACTS
    }
    assert wordless == {}


def test_every_deed_belongs_to_one_package_and_to_a_topic_or_to_none_on_purpose() -> None:
    assert sum(len(section.words.deeds) for section in app.TRAIL) == len(DEEDS)
    topics = {topic for section in app.TRAIL for topic in section.words.topics}
    rare = {"audit", "certifications", "demo", "ladder", "notes", "pledge", "version"}
    assert {name.partition(".")[0] for name in DEEDS} - topics == rare


def test_every_kind_of_thing_can_be_named() -> None:
    known = {kind for section in app.TRAIL for kind in section.names}
    kinds = {deed.kind for section in app.TRAIL for deed in section.words.deeds.values()}
    kinds |= {fact.kind for section in app.TRAIL for fact in section.words.facts.values()}
    assert kinds - {""} <= known
