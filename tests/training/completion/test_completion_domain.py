"""The rule of completion, and the digest of what it looked at."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.domain.assessment import Outcome
from training.domain.completion import (
    CURRENT,
    Inputs,
    InstrumentResult,
    canonical,
    digest_of,
    is_completed,
    is_intact,
    reasons,
    snapshot_of,
)

ONE = UUID(int=1)


def inputs(attended: int, **values: Any) -> Inputs:
    given_values: dict[str, Any] = {"planned": 1000, "least_percent": 80, **values}
    return Inputs(enrolment_id=ONE, course_code="L1", version=1, attended=attended, **given_values)


@pytest.mark.parametrize(("attended", "enough"), [(800, True), (799, False), (0, False)])
def test_exactly_the_percentage_is_enough(attended: int, enough: bool) -> None:
    assert is_completed(snapshot_of(inputs(attended))) is enough


def test_a_course_without_classes_is_not_completed() -> None:
    assert not is_completed(snapshot_of(inputs(0, planned=0)))


def test_a_third_of_a_per_cent_short_is_short() -> None:
    assert not is_completed(snapshot_of(inputs(239, planned=300)))


@pytest.mark.parametrize(
    ("outcome", "enough"),
    [(Outcome.FULL, True), (Outcome.RECOGNISED, True), (Outcome.FAILED, False), (None, False)],
)
def test_every_required_instrument_must_be_passed(outcome: Outcome | None, enough: bool) -> None:
    required = [
        InstrumentResult(code="b", outcome=Outcome.FULL, attempt_id=ONE),
        InstrumentResult(code="a", outcome=outcome, attempt_id=ONE if outcome else None),
    ]
    found = snapshot_of(inputs(1000, required=required))
    assert is_completed(found) is enough
    assert [each["code"] for each in found["instruments"]] == ["a", "b"]
    assert bool(reasons(found)) is not enough


def test_the_canonical_text_does_not_depend_on_the_order_of_keys() -> None:
    found = snapshot_of(inputs(800))
    assert canonical(dict(reversed(found.items()))) == canonical(found)
    assert '": ' not in canonical(found)


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 100))
def test_a_decision_recomputes_and_any_change_is_found(
    attended: int, other: int, least: int
) -> None:
    found = snapshot_of(inputs(attended, least_percent=least))
    digest, completed = digest_of(found), is_completed(found)
    assert is_intact(found, CURRENT, digest, completed=completed)
    assert not is_intact(found, CURRENT, digest, completed=not completed)
    assert not is_intact(found, "completion/0", digest, completed=completed)
    changed = snapshot_of(inputs(other, least_percent=least))
    assert is_intact(changed, CURRENT, digest, completed=completed) == (attended == other)
