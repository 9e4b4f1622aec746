"""Why nobody, why this person, why not that one, and who could: against the plan as it stands."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from dispatch.domain.accepted_ways import AcceptedWay
from dispatch.domain.causes import Cause
from dispatch.service.board import board
from dispatch.service.explain import candidates, explain
from dispatch.service.explain.fixes import Fix
from dispatch.store.tables import PlanRun
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Forbidden, NotFound
from foundation.security.permissions import NOBODY
from foundation.text.i18n import translate
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import Gender, Standing
from interpreters.store.tables import Interpreter
from scheduling.domain.states import Strictness
from scheduling.store.tables import CounsellingSession
from tests.dispatch.planned import SYSTEM, planned, someone
from tests.factories import a_session, a_site, an_interpreter, available
from tests.factories.dispatch import an_assignment, an_offer


def steps(found: explain.Unfilled) -> list[tuple[str, int, list[str]]]:
    """A funnel as label, how many are left, and who fell."""
    return [
        (str(step.label), step.remaining, [d.person.name for d in step.dropped])
        for step in found.funnel.steps
    ]


def fixes(uow: UnitOfWork, session: CounsellingSession) -> list[Fix]:
    """What would fill a session."""
    uow.db.flush()
    return list(explain.why_nobody(uow, asked(uow, session)).fixes)


def asked(
    uow: UnitOfWork, session: CounsellingSession, run: PlanRun | None = None
) -> candidates.OpenSlot:
    """The question about a session, the drafts of a run counted as made."""
    return candidates.read_question(uow, session.id, None if run is None else run.id)


def said(fix: Fix) -> str:
    """A fix in English."""
    return translate(fix.text, "en")


def test_the_funnel_names_everybody_who_falls_in_the_order_of_the_rules(uow: UnitOfWork) -> None:
    someone(uow, name="러시아", languages=("ru",))
    someone(uow, name="쉼", standing=Standing.PAUSED)
    someone(uow, name="무자격", levels=())
    someone(uow, name="포천", city="pocheon", max_travel_km=20)
    an_interpreter(uow, name="시간없음")
    busy = someone(uow, name="바쁨")
    an_assignment(uow, a_session(uow, start="10:30"), busy)
    session = a_session(uow)
    found = explain.why_nobody(uow, asked(uow, session))
    assert steps(found) == [
        ("Interpreters for vi", 4, ["쉼"]),
        ("Certified: general", 3, ["무자격"]),
        ("Within travel range", 2, ["포천"]),
        ("Available then", 1, ["시간없음"]),
        ("Not booked then", 0, ["바쁨"]),
    ]
    # Each lacks one thing; a call about the hours is the easiest.
    assert [g.person.name for g in found.shortage.gained] == ["시간없음"]
    assert found.shortage.cause is Cause.NOBODY_AVAILABLE
    assert found.candidates == ()


def test_a_later_start_is_offered_when_it_helps(uow: UnitOfWork) -> None:
    person = someone(uow, name="하인", modalities=("on_site",))
    site = a_site(uow)
    an_assignment(uow, a_session(uow, start="09:30", site=site), person)
    (fix,) = fixes(uow, a_session(uow, start="10:00", site=site, modalities=("on_site",)))
    assert (fix.kind, fix.changes) == ("shift", 1)
    assert said(fix) == "If it starts at 10:40 am, 하인 can take it."
    assert fix.action == {
        "starts_at": (uow.now + timedelta(hours=22, minutes=40)).isoformat(),
        "interpreter_id": str(person.id),
    }


def test_no_start_is_offered_that_is_further_than_45_minutes(uow: UnitOfWork) -> None:
    person = someone(uow, modalities=("on_site",))
    site = a_site(uow)
    an_assignment(uow, a_session(uow, start="09:30", minutes=120, site=site), person)
    assert fixes(uow, a_session(uow, start="10:00", site=site)) == []


def test_another_way_of_taking_part_is_offered(uow: UnitOfWork) -> None:
    for name in ("하나", "둘"):
        someone(uow, name=name, modalities=("phone",))
    (fix,) = fixes(uow, a_session(uow))
    assert (fix.kind, fix.action["modality"]) == ("modality", "phone")
    assert said(fix) == "2 people could take it by Phone."
    assert len(fix.gains) == 2


def test_an_accepted_mode_is_no_fix_but_a_way_to_go(uow: UnitOfWork) -> None:
    someone(uow, name="하나", modalities=("video",))
    someone(uow, name="둘", modalities=("phone",))
    session = a_session(uow, modalities=("on_site", "video"))
    assert fixes(uow, session) == []
    (found,) = candidates.ranked_candidates(uow, session.id)
    assert (found.person.name, found.way) == ("하나", AcceptedWay(Modality.VIDEO))


def test_each_person_stands_in_the_way_that_costs_least(uow: UnitOfWork) -> None:
    """Half an hour on the road is less than a second mode; two hours are more."""
    near = someone(uow, name="가까이", city="ansan", max_travel_km=200)
    far = someone(uow, name="멀리", city="uijeongbu", max_travel_km=200)
    site = a_site(uow, city="ansan")
    session = a_session(uow, modalities=("on_site", "video"), site=site)
    assert len(candidates.ranked_candidates(uow, a_session(uow, site=site).id)) == 2
    question = asked(uow, session)
    found = {c.person.id: c.way.modality for c in question.ranked(question.others())}
    assert found == {near.id: Modality.ON_SITE, far.id: Modality.VIDEO}


def test_a_handover_may_end_in_a_second_mode(uow: UnitOfWork) -> None:
    giver = someone(uow, name="가영", modalities=("video",), languages=("vi", "ru"))
    someone(uow, name="나영", modalities=("video",), languages=("ru",))
    other = a_session(uow, language="ru", start="10:00", modalities=("video",))
    an_assignment(uow, other, giver)
    (fix,) = fixes(uow, a_session(uow, start="10:00", modalities=("on_site", "video")))
    assert (fix.kind, fix.action["modality"]) == ("swap", "video")


def test_one_swap_is_offered(uow: UnitOfWork) -> None:
    giver = someone(uow, name="가영", modalities=("on_site",), languages=("vi", "ru"))
    taker = someone(uow, name="나영", modalities=("on_site",), languages=("ru",))
    site = a_site(uow)
    other = a_session(uow, site=site, language="ru", start="10:00")
    an_assignment(uow, other, giver)
    (fix,) = fixes(uow, a_session(uow, site=site, start="10:00", minutes=120))
    assert (fix.kind, fix.changes) == ("swap", 2)
    assert said(fix) == "If 나영 takes the session at 10:00 am, 가영 can take this one."
    assert fix.action == {
        "interpreter_id": str(giver.id),
        "starts_at": (uow.now + timedelta(hours=22)).isoformat(),
        "modality": "on_site",
        "other_session_id": str(other.id),
        "other_interpreter_id": str(taker.id),
    }


def strong(uow: UnitOfWork, name: str, **values: Any) -> Interpreter:
    """Somebody for violence sessions on site."""
    values |= {"levels": ("L3-DV",), "vetted_until": uow.today + timedelta(days=300)}
    return someone(uow, name=name, modalities=("on_site",), **values)


def test_a_third_violence_session_is_explained_and_a_swap_makes_room_for_it(
    uow: UnitOfWork,
) -> None:
    full = strong(uow, "가영", languages=("vi", "ru"))
    site = a_site(uow)
    for start in ("10:00", "12:00"):
        held = a_session(uow, site=site, domain="violence", language="ru", start=start)
        an_assignment(uow, held, full)
    strong(uow, "나영", languages=("ru",))
    third = a_session(uow, site=site, domain="violence", start="15:00")
    uow.db.flush()

    found = explain.why_nobody(uow, asked(uow, third))
    assert found.shortage.cause is Cause.EVERYBODY_BUSY
    assert steps(found)[-1] == ("Within the limit of heavy sessions", 0, ["가영"])
    (fix,) = found.fixes  # whichever of the two is handed over
    assert fix.kind == "swap"
    assert said(fix).endswith("가영 can take this one.")
    (against,) = explain.why_not(uow, asked(uow, third), full.id).objections
    assert str(against.reason.text) == "3 heavy sessions that day; the limit is 2."


def test_how_much_violence_a_day_holds_speaks_for_whoever_has_room(uow: UnitOfWork) -> None:
    person = strong(uow, "가영")
    session = a_session(uow, domain="violence")
    an_assignment(uow, session, person)
    found = explain.why_this_person(uow, asked(uow, session), person.id)
    texts = [translate(must.text, "en") for must in found.must]
    assert "Heavy sessions that day: 1 of 2" in texts


def test_a_pinned_session_is_not_swapped(uow: UnitOfWork) -> None:
    giver = someone(uow, modalities=("on_site",), languages=("vi", "ru"))
    someone(uow, modalities=("on_site",), languages=("ru",))
    site = a_site(uow)
    an_assignment(uow, a_session(uow, site=site, language="ru"), giver, pinned=True)
    assert fixes(uow, a_session(uow, site=site, minutes=120)) == []


def test_one_level_lower_is_offered_where_the_ladder_allows(uow: UnitOfWork) -> None:
    lower = someone(uow, name="하인", levels=("L2",))
    for agreed in (False, True):
        labour = a_session(uow, domain="labour", lower_level_agreed=agreed)
        (fix,) = fixes(uow, labour)
        assert (fix.kind, fix.action["interpreter_id"]) == ("level", str(lower.id))
        assert fix.action["agreed"] is agreed
    assert fixes(uow, a_session(uow, domain="violence")) == []


def test_a_team_is_helped_only_by_as_many_as_it_lacks(uow: UnitOfWork) -> None:
    someone(uow, modalities=("phone",))
    assert fixes(uow, a_session(uow, team=2)) == []


def test_what_can_be_filled_needs_no_fix(uow: UnitOfWork) -> None:
    person = someone(uow)
    session = a_session(uow)
    found = explain.why_nobody(uow, asked(uow, session))
    assert [c.person.id for c in found.candidates] == [person.id]
    assert found.fixes == ()


def test_the_drafts_of_a_run_count_as_made(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow, max_minutes_per_day=60, modalities=("on_site",))
        urgent = a_session(uow, priority=1)
        other = a_session(uow, start="14:00", priority=4)
    run = planned(office)
    with begin(office, SYSTEM) as uow:
        assert len(explain.why_nobody(uow, asked(uow, other)).candidates) == 1
        found = explain.why_nobody(uow, asked(uow, other, run))
        assert found.candidates == ()
        assert found.funnel.steps[-1].dropped[0].objection.code.value == "day_cap"
        assert candidates.ranked_candidates(uow, urgent.id, run.id) == []


def test_on_the_board_the_draft_of_the_whole_week_counts(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow, max_minutes_per_week=60, modalities=("on_site",))
        a_session(uow, priority=1)
        later = a_session(uow, priority=4, day=uow.today + timedelta(days=2))
    planned(office, days=2)
    with begin(office, SYSTEM) as uow:
        chosen = board.read_board(uow, later.day, board.BoardQuery(session_id=later.id)).selected
    assert chosen is not None
    assert chosen.unfilled is not None
    dropped = chosen.unfilled.funnel.steps[-1].dropped
    assert [d.objection.code.value for d in dropped] == ["week_cap"]


def test_the_chosen_one_meets_every_must_and_is_compared_with_others(uow: UnitOfWork) -> None:
    near = someone(uow, name="안산", gender=Gender.FEMALE)
    someone(uow, name="수원", city="suwon")
    someone(uow, name="무자격", levels=())
    session = a_session(
        uow, gender=Gender.FEMALE, gender_strictness=Strictness.PREFERRED, preferred=[str(near.id)]
    )
    an_assignment(uow, session, near)
    found = explain.why_this_person(uow, asked(uow, session), near.id)
    assert all(must.ok for must in found.must)
    texts = [translate(must.text, "en") for must in found.must]
    assert texts[0] == "Vietnamese (Native)"
    assert "Nothing else that day" in texts
    assert "Daily limit: 60 of 480 minutes" in texts
    assert [translate(text, "en") for text in found.why] == [
        "2 people meet all requirements.",
        "Requested by name.",
        "Shortest travel.",
        "Fewest recent hours.",
        "Preferred gender: Woman",
    ]
    (other,) = found.alternatives
    assert (other.person.name, other.delta_travel_minutes) == ("수원", 80)
    assert [translate(text, "en") for text in other.breaks] == [
        "Preferred gender not met: Woman",
        "Not the requested interpreter",
    ]
    assert [d.person.name for d in found.excluded] == ["무자격"]


def test_what_speaks_against_somebody_who_was_sent_all_the_same_comes_first(
    uow: UnitOfWork,
) -> None:
    person = someone(uow)
    session = a_session(uow, domain="labour")
    an_assignment(uow, session, person, override_reason="아무도 없음")
    first = explain.why_this_person(uow, asked(uow, session), person.id).must[0]
    assert not first.ok
    assert translate(first.text, "ko") == "‘노동’ 분야 인증이 없어요. (보유: L2 상담통역)"


def test_why_not_lists_every_reason_even_for_somebody_who_is_paused(uow: UnitOfWork) -> None:
    person = someone(uow, levels=(), standing=Standing.PAUSED)
    session = a_session(uow, start="20:00")
    found = explain.why_not(uow, asked(uow, session), person.id)
    codes = [objection.code.value for objection in found.objections]
    assert codes == ["standing", "certification", "availability"]


def test_candidates_come_best_first(uow: UnitOfWork) -> None:
    far = someone(uow, name="수원", city="suwon")
    near = someone(uow, name="안산")
    busy = someone(uow, name="근처에 있음", city="suwon")
    site = a_site(uow)
    an_assignment(uow, a_session(uow, site=site, start="13:00"), busy)
    session = a_session(uow, site=site)
    found = candidates.ranked_candidates(uow, session.id)
    # Of two who have no way to go, whoever has nothing yet that day is asked first.
    assert [(c.person.id, c.travel_minutes) for c in found] == [
        (near.id, 0),
        (busy.id, 0),
        (far.id, 80),
    ]
    assert found[-1].week_minutes == 0


def test_a_start_inside_the_window_is_chosen_for_each(uow: UnitOfWork) -> None:
    person = someone(uow)
    site = a_site(uow)
    an_assignment(uow, a_session(uow, site=site, start="10:00"), person)
    session = a_session(uow, site=site, start="10:00", latest="12:00")
    (found,) = candidates.ranked_candidates(uow, session.id)
    assert found.starts_at == uow.now + timedelta(hours=23, minutes=10)


def test_the_wished_start_is_kept_where_it_is_free(uow: UnitOfWork) -> None:
    person = someone(uow)
    session = a_session(uow, start="10:00", earliest="09:30", latest="10:30")
    (found,) = candidates.ranked_candidates(uow, session.id)
    assert found.starts_at == session.starts_at
    # What is asked for at another start is explained at that one.
    moved = an_offer(uow, session, person, starts_at=session.earliest_start_at)
    why = explain.why_this_person(uow, asked(uow, session), person.id, asked=moved)
    texts = [translate(must.text, "en") for must in why.must]
    assert any("9:30" in text for text in texts), texts


def test_somebody_asked_about_another_session_is_said_to_be(uow: UnitOfWork) -> None:
    person = someone(uow, modalities=("on_site",))
    an_offer(uow, a_session(uow, start="10:00"), person)
    found = explain.why_not(uow, asked(uow, a_session(uow)), person.id)
    assert "Has an open offer" in str(found.objections[0].reason.text)


@pytest.mark.parametrize("ask", [candidates.read_question, candidates.ranked_candidates])
def test_explanations_are_for_the_office(uow: UnitOfWork, ask: Any) -> None:
    session = a_session(uow)
    with pytest.raises(Forbidden):
        ask(replace(uow, actor=NOBODY), session.id)
    with pytest.raises(NotFound):
        ask(uow, uuid4())


def test_weekly_hours_do_not_matter_on_other_days(uow: UnitOfWork) -> None:
    person = an_interpreter(uow)
    available(uow, person, weekdays=[0])
    found = explain.why_nobody(uow, asked(uow, a_session(uow)))
    assert found.shortage.cause is Cause.NOBODY_AVAILABLE
