"""One rule language: schemes and courses get the same answer to the same rule."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from interpreters.domain.languages import Language
from training.domain import ladder, prerequisites
from training.domain.certifications import CredentialKind, EvidenceKind
from training.domain.prerequisites import Titles
from training.domain.requirements import (
    FoundEvidence,
    LearnerProgress,
    Reached,
    RuleKind,
    ShownCredential,
    evaluate,
)

DAY = date(2026, 11, 23)
ONE, OTHER = UUID(int=1), UUID(int=2)
NOTHING = LearnerProgress(today=DAY)
HELD = Reached(ONE, date(2027, 5, 1))
TITLES = Titles()
JsonRule = dict[str, Any]

# As a scheme writes it, as a course writes it, what somebody can show, and whether that is enough.
Cases = list[tuple[JsonRule, JsonRule, LearnerProgress, bool]]
HOLDING: Cases = [
    (
        {"kind": "holds", "any": ["L1"]},
        {"kind": "scheme", "code": "L1"},
        replace(NOTHING, held=held),
        enough,
    )
    for held, enough in [
        ({"L1": HELD}, True),
        # What stands above it: nobody climbs down to fetch it.
        ({"L2": HELD}, True),
        ({"L3-MED": HELD}, True),
        ({"T2": HELD}, False),
        (dict[str, Reached](), False),
    ]
]
SHOWING: Cases = [
    (
        {"kind": "credential", "any": [["topik", 4], ["interview", None]]},
        {"kind": "topik", "level": 4, "or": "interview"},
        replace(NOTHING, credentials=[ShownCredential(ONE, kind, score)]),
        enough,
    )
    for kind, score, enough in [
        (CredentialKind.TOPIK, 4, True),
        (CredentialKind.TOPIK, 3, False),
        (CredentialKind.TOPIK, None, False),
        (CredentialKind.INTERVIEW, None, True),
        (CredentialKind.COURT, 90, False),
    ]
]
VETTED: Cases = [
    (
        {"kind": "vetting"},
        {"kind": "vetting"},
        replace(NOTHING, vetted_until=until),
        enough,
    )
    for until, enough in [
        (DAY + timedelta(days=1), True),
        # Its last day counts, as dispatch and the roster read it.
        (DAY, True),
        (DAY - timedelta(days=1), False),
        (None, False),
    ]
]


@pytest.mark.parametrize(
    ("of_scheme", "of_course", "progress", "enough"), [*HOLDING, *SHOWING, *VETTED]
)
def test_a_scheme_and_a_course_get_the_same_answer(
    of_scheme: JsonRule, of_course: JsonRule, progress: LearnerProgress, *, enough: bool
) -> None:
    (need,) = ladder.needs([of_scheme], progress)
    (condition,) = prerequisites.conditions([of_course], progress, TITLES)

    assert (need.met, condition.met) == (enough, enough)
    assert evaluate(of_scheme, progress).evidence == evaluate(of_course, progress).evidence
    assert bool(need.found) is enough


def test_the_evidence_is_the_row_that_shows_it() -> None:
    progress = replace(NOTHING, held={"L3-MED": Reached(OTHER, DAY), "L2": HELD})

    found = evaluate({"kind": "holds", "any": ["R2", "L2"]}, progress)

    assert found.evidence == (FoundEvidence(EvidenceKind.CERTIFICATION, ONE, "L2"),)
    assert (found.code, found.day) == ("L2", HELD.day)


def test_the_best_credential_is_shown() -> None:
    shown = [
        ShownCredential(ONE, CredentialKind.TOPIK, 4),
        ShownCredential(OTHER, CredentialKind.TOPIK, 6),
    ]
    found = evaluate({"kind": "topik", "level": 3}, replace(NOTHING, credentials=shown))
    assert found.credential == shown[1]


def test_a_course_rule_names_a_course_or_what_it_prepares_for() -> None:
    progress = replace(NOTHING, courses={"BASIC": Reached(ONE, DAY)})
    assert evaluate({"kind": "course", "code": "BASIC"}, progress).met
    assert not evaluate({"kind": "course", "scheme": "BASIC", "hours": 4}, progress).met
    prepared = replace(NOTHING, prepared={"L2": Reached(OTHER)})
    assert evaluate({"kind": "course", "scheme": "L2", "hours": 20}, prepared).met


def test_a_language_is_one_of_those_named_or_any() -> None:
    progress = replace(NOTHING, languages=frozenset({Language.LAO}))
    assert evaluate({"kind": "language", "codes": ["km", "lo"]}, progress).language is Language.LAO
    assert evaluate({"kind": "language"}, progress).met
    assert not evaluate({"kind": "language", "codes": ["km"]}, progress).met


def test_every_kind_is_put_into_words_by_a_scheme_or_a_course() -> None:
    assert set(RuleKind) == ladder.KINDS | prerequisites.KINDS
    assert {RuleKind.COURSE, RuleKind.VETTING} == ladder.KINDS & prerequisites.KINDS


def test_a_kind_that_there_is_not_cannot_be_evaluated() -> None:
    with pytest.raises(ValueError, match="wish"):
        evaluate({"kind": "wish"}, NOTHING)
