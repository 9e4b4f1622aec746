"""How far the search has come, what a session pays, and which rules a reason sets aside."""

import pytest

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
