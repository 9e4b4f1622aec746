"""Every slot that stays unfilled keeps its cause: found as it passes, told by a call, or by how its request ended."""

from datetime import timedelta

import pytest

from dispatch.domain.causes import Cause
from dispatch.domain.coverage import Covered, PartlyBecause, ServedSlots, covered_as, empty_slots
from dispatch.domain.reports import ExtraCause, NeedFate, UnmetNeed, unmet_cause
from dispatch.domain.states import AssignmentState, OfferState
from dispatch.service.coverage import counting
from dispatch.service.helpline import calls
from dispatch.service.slots import closing
from dispatch.store.tables import CoverageNeed
from foundation.database.work import UnitOfWork
from scheduling.domain.states import RefusalCode, RequestState, SessionState
from tests.dispatch.acting import acting, later
from tests.dispatch.helpline.helpline_office import a_counsellor, call_by, ready_people
from tests.factories import a_session
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment, an_offer


def test_what_passes_without_anybody_keeps_what_kept_it_so(uow: UnitOfWork) -> None:
    a_signed_up_interpreter(uow, levels=("L2",))
    no_level = a_session(uow, domain="labour")
    nobody_speaks = a_session(uow, language="my")
    closing.close_ended_sessions(later(uow, days=1, hours=3))
    assert no_level.state is nobody_speaks.state is SessionState.NOT_DELIVERED
    assert no_level.cause == Cause.NO_CERTIFICATION
    assert nobody_speaks.cause == Cause.NO_SUCH_LANGUAGE


def test_who_was_free_but_did_not_say_yes_and_who_gave_it_back_late(uow: UnitOfWork) -> None:
    hanh, _ = a_signed_up_interpreter(uow)
    never_asked, silent, late = (a_session(uow, start=at) for at in ("10:00", "12:00", "14:00"))
    an_offer(uow, silent, hanh, state=OfferState.EXPIRED)
    an_assignment(
        uow,
        late,
        hanh,
        state=AssignmentState.WITHDRAWN,
        ended_at=late.starts_at - timedelta(hours=2),
    )
    closing.close_ended_sessions(later(uow, days=1, hours=8))
    assert [each.cause for each in (never_asked, silent, late)] == [
        Cause.SOMEBODY_FREE,
        Cause.ALL_DECLINED,
        Cause.GIVEN_BACK_TOO_LATE,
    ]


def test_what_a_plan_has_found_stays(uow: UnitOfWork) -> None:
    session = a_session(uow, cause=Cause.EXCLUDED.value)
    closing.close_ended_sessions(later(uow, days=1, hours=3))
    assert session.cause == Cause.EXCLUDED


def test_calls_that_nobody_was_asked_for_or_that_were_given_up_are_needs_too(
    uow: UnitOfWork,
) -> None:
    alone = call_by(uow, a_counsellor(uow)).session
    ready_people(uow, 2)
    counsellor = a_counsellor(uow)
    call = call_by(uow, counsellor)
    calls.abandon(acting(uow, counsellor), call.id)
    counting.count_days(uow, [alone.day])
    needs = [uow.db.get_one(CoverageNeed, each.id) for each in (alone, call.session)]
    assert [(each.outcome, each.cause, each.empty_slots) for each in needs] == [
        (Covered.NOT, "nobody_on_duty", 1),
        (Covered.NOT, "call_abandoned", 1),
    ]


@pytest.mark.parametrize(
    ("need", "cause"),
    [
        ({"request": RequestState.REFERRED}, ExtraCause.REFERRED),
        ({"request": RequestState.REFERRED, "cause": "no_certification"}, Cause.NO_CERTIFICATION),
        ({"request": RequestState.REFERRED, "has_language": False}, Cause.NO_SUCH_LANGUAGE),
        ({"request": RequestState.REFUSED, "refusal": RefusalCode.TOO_LATE}, Cause.TOO_LATE),
        ({"cause": "nobody_on_duty"}, ExtraCause.NOBODY_ON_DUTY),
        ({"no_show": "interpreter", "cause": "other"}, ExtraCause.INTERPRETER_ABSENT),
        ({}, ExtraCause.NOT_SAID),
    ],
)
def test_causes(need: dict[str, object], cause: Cause | ExtraCause) -> None:
    usual = {"request": RequestState.APPROVED, "refusal": None, "no_show": "", "cause": ""}
    assert unmet_cause(UnmetNeed(**{**usual, "has_language": True, **need})) is cause  # pyright: ignore[reportArgumentType]  a table of cases


@pytest.mark.parametrize(
    ("fate", "served", "team", "told", "empty"),
    [
        (NeedFate.FILLED, ServedSlots(slots=1), 1, (Covered.FULL, ""), 0),
        (NeedFate.FILLED, ServedSlots(), 1, (Covered.FULL, ""), 0),
        (
            NeedFate.FILLED,
            ServedSlots(slots=1, other_language=True, lower_level=True),
            1,
            (Covered.PARTLY, PartlyBecause.OTHER_LANGUAGE),
            0,
        ),
        (
            NeedFate.FILLED,
            ServedSlots(slots=1, lower_level=True),
            1,
            (Covered.PARTLY, PartlyBecause.LOWER_LEVEL),
            0,
        ),
        (
            NeedFate.FILLED,
            ServedSlots(slots=1),
            2,
            (Covered.PARTLY, PartlyBecause.ONE_OF_TWO),
            1,
        ),
        (NeedFate.UNMET, ServedSlots(), 2, (Covered.NOT, ""), 2),
        (NeedFate.UNMET, ServedSlots(slots=1), 1, (Covered.NOT, ""), 1),
        (NeedFate.OPEN, ServedSlots(), 2, (Covered.OPEN, ""), 2),
        (NeedFate.CALLED_OFF, ServedSlots(), 2, (Covered.CALLED_OFF, ""), 0),
        (NeedFate.NOT_OURS, ServedSlots(), 1, (Covered.NOT_OURS, ""), 0),
    ],
)
def test_what_a_need_counts_as(
    fate: NeedFate, served: ServedSlots, team: int, told: tuple[Covered, str], empty: int
) -> None:
    assert covered_as(fate, served, team) == told
    assert empty_slots(told[0], served, team) == empty
