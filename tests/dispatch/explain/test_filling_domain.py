"""How far the search has come, what a session pays, and which rules a reason sets aside."""

import pytest

from dispatch.domain.pay import PayRule, expected_pay
from dispatch.domain.staffing import Filling
from scheduling.domain.states import SessionState

S = SessionState


@pytest.mark.parametrize(
    ("team", "confirmed", "asked", "state"),
    [
        (1, 0, False, S.REQUESTED),
        (1, 0, True, S.PLANNED),
        (1, 1, False, S.STAFFED),
        (2, 1, False, S.REQUESTED),
        (2, 1, True, S.PLANNED),
        (2, 2, True, S.STAFFED),
    ],
)
def test_a_session_is_staffed_once_every_slot_is_confirmed(
    team: int, confirmed: int, asked: bool, state: SessionState
) -> None:
    assert Filling(team, confirmed, asked).state is state


@pytest.mark.parametrize(
    ("minutes", "won"), [(20, 30000), (60, 30000), (61, 45000), (90, 45000), (120, 60000)]
)
def test_an_hour_is_the_least_and_half_hours_are_the_steps(minutes: int, won: int) -> None:
    assert expected_pay(minutes, PayRule(per_hour_won=30000)) == won
