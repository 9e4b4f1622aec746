"""Rules of certification without a database: dates, phases, what the ladder asks for."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from foundation.text.message import Named
from training.domain.certifications import CredentialKind, EvidenceKind
from training.domain.ladder import missing, needs
from training.domain.practicum import PracticumKind
from training.domain.requirements import LearnerProgress, Reached, ShownCredential
from training.domain.rule_checks import faults_of
from training.domain.rungs import LADDER
from training.domain.validity import (
    Phase,
    after_months,
    days_left,
    is_valid,
    of_grant,
    of_renewal,
    phase_on,
)

DAY = date(2026, 11, 23)
ROW = UUID(int=1)
NOTHING = LearnerProgress(today=DAY)


def test_a_certification_counts_from_its_first_day_up_to_its_end() -> None:
    first, end = date(2026, 3, 1), date(2027, 3, 1)

    assert not is_valid(first, end, date(2026, 2, 28))
    assert is_valid(first, end, first)
    assert is_valid(first, end, date(2027, 2, 28))
    assert not is_valid(first, end, end)
    assert days_left(end, date(2027, 2, 28)) == 1
    assert days_left(end, end) == 0


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2028, 2, 29), 36, date(2031, 3, 1)),
        (date(2026, 5, 2), 12, date(2027, 5, 2)),
        (date(2026, 12, 31), 2, date(2027, 3, 1)),
        (date(2026, 8, 31), 1, date(2026, 10, 1)),
        (date(2026, 11, 23), 3, date(2027, 2, 23)),
    ],
)
def test_months_end_on_a_day_that_exists(day: date, months: int, end: date) -> None:
    assert after_months(day, months) == end
    assert of_grant(day, months).valid_until == end


@pytest.mark.parametrize(
    ("decided", "start"),
    [
        (date(2026, 6, 1), date(2026, 12, 1)),  # inside the window: no day is lost
        (date(2026, 12, 1), date(2026, 12, 1)),  # on the day on which it ends
        (date(2027, 1, 15), date(2027, 1, 15)),  # late: nobody was certified meanwhile
    ],
)
def test_a_renewal_follows_the_old_one_in_time_and_starts_anew_when_late(
    decided: date, start: date
) -> None:
    renewed = of_renewal(date(2026, 12, 1), decided, 36)

    assert renewed.valid_from == start
    assert renewed.valid_until == after_months(start, 36)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2025, 12, 31), Phase.COMING),
        (date(2026, 1, 1), Phase.ACTIVE),
        (date(2028, 7, 4), Phase.ACTIVE),
        (date(2028, 7, 5), Phase.IN_WINDOW),
        (date(2028, 12, 31), Phase.IN_WINDOW),
        (date(2029, 1, 1), Phase.EXPIRED),
    ],
)
def test_where_it_stands_is_computed_from_its_dates(day: date, phase: Phase) -> None:
    assert phase_on(date(2026, 1, 1), date(2029, 1, 1), 180, day) is phase


CASES: list[tuple[str, dict[str, Any], LearnerProgress]] = [
    (
        "a scheme",
        {"kind": "holds", "any": ["L1", "R2"]},
        replace(NOTHING, held={"R2": Reached(ROW)}),
    ),
    (
        "a course",
        {"kind": "course", "scheme": "L2", "hours": 20},
        replace(NOTHING, prepared={"L2": Reached(ROW)}),
    ),
    (
        "a test",
        {"kind": "instrument", "code": "L2-oral", "as": "oral"},
        replace(NOTHING, passed={"L2-oral": ROW}),
    ),
    (
        "the practicum",
        {"kind": "practicum", "observe": 600, "supervised": 1200},
        replace(NOTHING, practicum={PracticumKind.OBSERVE: 600, PracticumKind.SUPERVISED: 1200}),
    ),
    (
        "a credential",
        {"kind": "credential", "any": [["topik", 4], ["interview", None]]},
        replace(NOTHING, credentials=[ShownCredential(ROW, CredentialKind.TOPIK, 4)]),
    ),
    (
        "another credential",
        {"kind": "credential", "any": [["topik", 4], ["interview", None]]},
        replace(NOTHING, credentials=[ShownCredential(ROW, CredentialKind.INTERVIEW, None)]),
    ),
    ("vetting", {"kind": "vetting"}, replace(NOTHING, vetted_until=DAY)),
    (
        "a portfolio",
        {"kind": "portfolio", "code": "R2-portfolio"},
        replace(NOTHING, passed={"R2-portfolio": ROW}),
    ),
    (
        "practice",
        {"kind": "practice", "years": 3, "hours": 200},
        replace(NOTHING, certified_since=date(2023, 11, 23), practice_minutes=200 * 60),
    ),
    ("no assessor", {"kind": "no_assessor"}, replace(NOTHING, has_assessor=False)),
]


@pytest.mark.parametrize(("rule", "enough"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_every_kind_of_need_is_met_or_says_how_to_meet_it(
    rule: dict[str, Any], enough: LearnerProgress
) -> None:
    (need,) = needs([rule], NOTHING)
    assert missing([need]) == [need]
    assert str(need.what)
    assert str(need.how)
    assert need.found == ()

    (need,) = needs([rule], enough)
    assert need.met
    assert all(one.kind in EvidenceKind for one in need.found)


@pytest.mark.parametrize(
    ("rule", "short"),
    [
        ({"kind": "practicum", "observe": 600}, replace(NOTHING, practicum={PracticumKind.OBSERVE: 599})),
        ({"kind": "credential", "any": [["topik", 5]]}, replace(NOTHING, credentials=[ShownCredential(ROW, CredentialKind.TOPIK, 4)])),
        ({"kind": "vetting"}, replace(NOTHING, vetted_until=DAY - timedelta(days=1))),
        ({"kind": "practice", "years": 3, "hours": 1}, replace(NOTHING, certified_since=date(2023, 11, 24), practice_minutes=60)),
        ({"kind": "holds", "any": ["L2"]}, replace(NOTHING, held={"L1": Reached(ROW)})),
    ],
)  # fmt: skip
def test_almost_enough_is_not_enough(rule: dict[str, Any], short: LearnerProgress) -> None:
    assert missing(needs([rule], short))


def test_the_shipped_ladder_can_be_read_and_names_only_its_own_schemes() -> None:
    codes = frozenset(rung.code for rung in LADDER)

    for rung in LADDER:
        assert faults_of(rung.rules, codes, rung.code) == []
    assert len(codes) == len(LADDER) == 15
    assert {rung.code: rung.months for rung in LADDER if rung.level is not None} == {
        "L1": 12,
        "L2": 36,
        "R2": 24,
        "L3-LAB": 36,
        "L3-IMM": 36,
        "L3-MED": 36,
        "L3-DV": 24,
        "X-COURT": 24,
        "L4": 36,
        "T2": 36,
    }


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"kind": "pledge"}, "cannot be read"),
        ({"kind": "holds", "any": ["L9"]}, "no such scheme"),
        ({"kind": "course", "scheme": "L9", "hours": 1}, "no such scheme"),
        ({"kind": "instrument", "code": "x", "as": "dance"}, "cannot be read"),
        ({"kind": "credential", "any": [["licence", 1]]}, "cannot be read"),
        ({}, "cannot be read"),
        ({"kind": "course", "scheme": "L1", "hours": -4}, "between 1 and 1000"),
        ({"kind": "practicum", "observe": 0, "supervised": 0}, "one of the two"),
        ({"kind": "credential", "any": [["topik", 9]]}, "from 1 to 6"),
        ({"kind": "holds", "any": []}, "at least one"),
        ({"kind": "holds", "any": ["L2"]}, "for itself"),
    ],
)
def test_a_rule_that_means_nothing_is_refused(rule: dict[str, Any], reason: str) -> None:
    (fault,) = faults_of([rule], frozenset({"L1", "L2"}), "L2")
    assert reason in str(fault[2])


def test_a_certification_that_is_asked_for_is_named_by_its_title_and_once() -> None:
    titles = {"L1": Named(lambda _: "Provisional"), "R2": Named(lambda _: "Recognised")}
    has_one = replace(NOTHING, held={"R2": Reached(ROW, DAY)}, titles=titles)
    either, single, unknown = needs(
        [
            {"kind": "holds", "any": ["L1", "R2"]},
            {"kind": "holds", "any": ["R2"]},
            {"kind": "holds", "any": ["X9"]},
        ],
        has_one,
    )
    assert str(either.what) == "Certified as Provisional / Recognised"
    assert str(either.have) == "Recognised"
    assert (str(single.what), single.have) == ("Certified as Recognised", None)
    assert str(unknown.what) == "Certified as X9"
