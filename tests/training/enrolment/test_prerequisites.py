"""Each kind of condition: met, not met, and how to meet it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from interpreters.domain.languages import Language
from training.domain.certifications import CredentialKind
from training.domain.prerequisites import (
    Condition,
    Titles,
    WayToMeet,
    conditions,
    reasons_against,
    stands_in_the_way,
)
from training.domain.requirements import LearnerProgress, Reached, ShownCredential

TODAY = date(2026, 11, 23)
LATER = date(2027, 5, 1)
NOTHING = LearnerProgress(today=TODAY)
INTERVIEW = ShownCredential(uuid4(), CredentialKind.INTERVIEW, None)
TITLES = Titles(schemes={"L1": "수습통역"}, courses={"BASIC": "상담통역 기초 과정"})


def topik(level: int) -> ShownCredential:
    return ShownCredential(uuid4(), CredentialKind.TOPIK, level)


def check(asked: dict[str, Any], held: LearnerProgress) -> Condition:
    return conditions([asked], held, TITLES)[0]


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({"kind": "scheme", "code": "L1"}, {"held": {"L1": Reached(day=LATER)}}),
        ({"kind": "scheme", "code": "L1"}, {"held": {"L3-MED": Reached(day=LATER)}}),
        ({"kind": "scheme", "code": "S1"}, {"held": {"S1": Reached(day=LATER)}}),
        ({"kind": "course", "code": "BASIC"}, {"courses": {"BASIC": Reached(day=TODAY)}}),
        ({"kind": "topik", "level": 4}, {"credentials": [topik(5)]}),
        ({"kind": "topik", "level": 4, "or": "interview"}, {"credentials": [INTERVIEW]}),
        ({"kind": "language"}, {"languages": frozenset({Language.LAO})}),
        ({"kind": "language", "codes": ["lo"]}, {"languages": frozenset({Language.LAO})}),
        ({"kind": "vetting"}, {"vetted_until": TODAY}),
        ({"kind": "pledge"}, {"pledged_on": TODAY}),
    ],
)
def test_it_is_met_by_what_somebody_holds_and_not_without(
    asked: dict[str, Any], held: dict[str, Any]
) -> None:
    assert check(asked, replace(NOTHING, **held)).met
    without = check(asked, NOTHING)
    assert not without.met
    assert str(without.what)
    assert str(without.text)


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({"kind": "scheme", "code": "L2"}, {"held": {"L1": Reached(day=LATER)}}),
        ({"kind": "scheme", "code": "L3-MED"}, {"held": {"L3-LAB": Reached(day=LATER)}}),
        ({"kind": "topik", "level": 4}, {"credentials": [topik(3), INTERVIEW]}),
        ({"kind": "language", "codes": ["km"]}, {"languages": frozenset({Language.LAO})}),
        ({"kind": "vetting"}, {"vetted_until": TODAY - timedelta(days=1)}),
    ],
)
def test_less_or_something_else_is_not_enough(asked: dict[str, Any], held: dict[str, Any]) -> None:
    assert not check(asked, replace(NOTHING, **held)).met


def test_the_pledge_may_follow_and_everything_else_stands_in_the_way() -> None:
    found = conditions(
        [{"kind": "pledge"}, {"kind": "topik", "level": 4}, {"kind": "language"}], NOTHING, TITLES
    )
    assert [c.kind for c in stands_in_the_way(found)] == ["topik"]


def test_a_condition_names_the_thing_and_the_way() -> None:
    found = check({"kind": "course", "code": "BASIC"}, NOTHING)
    assert str(found.what) == "Completed: 상담통역 기초 과정"
    assert (found.way, found.code) == (WayToMeet.COURSES, "BASIC")


@pytest.mark.parametrize(
    "wrong",
    [
        "L1",
        [{"kind": "wish"}],
        ["L1"],
        [{"kind": "scheme"}],
        [{"kind": "topik", "level": 9}],
        [{"kind": "topik"}],
        [{"kind": "language", "codes": ["xx"]}],
    ],
)
def test_what_was_written_down_wrongly_is_said(wrong: object) -> None:
    assert reasons_against(wrong) != []


def test_what_was_written_down_well_passes() -> None:
    asked = [{"kind": "scheme", "code": "L1"}, {"kind": "topik", "level": 4}, {"kind": "pledge"}]
    assert reasons_against(asked) == []
