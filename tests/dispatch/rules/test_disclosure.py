"""Who may see what of a session, and when: deadline before details, details only while serving."""

from datetime import UTC, datetime, timedelta

import pytest

from dispatch.domain.disclosure import (
    DisclosureStage,
    Fact,
    may_see,
    stage_of_assignment,
    stage_of_offer,
)
from dispatch.domain.states import AssignmentState, OfferState

END = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
DETAILS = {Fact.PLACE, Fact.COUNSELLOR, Fact.REFERENCE, Fact.NOTE, Fact.MEETING_LINK}


@pytest.mark.parametrize("fact", list(Fact))
def test_before_the_answer_the_details_are_closed_and_the_rest_is_open(fact: Fact) -> None:
    assert may_see(DisclosureStage.ASKED, fact) is (fact not in DETAILS)


@pytest.mark.parametrize("fact", list(Fact))
def test_whoever_serves_sees_everything_there_is(fact: Fact) -> None:
    assert may_see(DisclosureStage.SERVING, fact)


@pytest.mark.parametrize("state", list(OfferState))
def test_no_offer_opens_the_details_by_itself(state: OfferState) -> None:
    assert not any(may_see(stage_of_offer(state), fact) for fact in DETAILS)


@pytest.mark.parametrize(
    ("hours", "stage"),
    [
        (-48, DisclosureStage.SERVING),
        (23.9, DisclosureStage.SERVING),
        (24, DisclosureStage.CLOSED),
        (200, DisclosureStage.CLOSED),
    ],
)
def test_the_details_close_a_day_after_the_end(hours: float, stage: DisclosureStage) -> None:
    now = END + timedelta(hours=hours)
    assert stage_of_assignment(AssignmentState.CONFIRMED, END, now, 24) is stage


@pytest.mark.parametrize(
    "state",
    [
        AssignmentState.HELD,
        AssignmentState.RELEASED,
        AssignmentState.WITHDRAWN,
        AssignmentState.CANCELLED,
    ],
)
def test_whoever_does_not_serve_it_any_more_sees_no_details(state: AssignmentState) -> None:
    assert stage_of_assignment(state, END, END - timedelta(days=1), 24) is DisclosureStage.CLOSED


def test_while_the_answer_may_be_taken_back_no_detail_is_open() -> None:
    now = END - timedelta(days=1)
    closed = stage_of_assignment(
        AssignmentState.CONFIRMED, END, now, 24, now + timedelta(minutes=1)
    )
    assert not any(may_see(closed, fact) for fact in DETAILS)
    open_ = stage_of_assignment(AssignmentState.CONFIRMED, END, now, 24, now)
    assert all(may_see(open_, fact) for fact in DETAILS)
