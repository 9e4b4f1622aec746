"""What a run keeps and the board says of a session that nobody takes, on the cases of a real week."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from accounts.domain.cities import CITIES
from dispatch.domain.causes import Cause
from dispatch.service.engine.snapshot import take_snapshot
from dispatch.service.explain import explain
from dispatch.service.explain.candidates import read_question
from dispatch.service.explain.closest import WayOut
from dispatch.service.explain.explain import Unfilled
from dispatch.service.plans.drafts import Drafting
from dispatch.service.situation.reading import read_situation
from dispatch.solver.problem.plan import CostTerms, Plan
from dispatch.store.tables import PlanRun
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.geo import Point
from foundation.text.i18n import translate
from interpreters.domain.standing import Gender, Standing
from scheduling.domain.states import Strictness
from scheduling.store.tables import CounsellingSession
from tests.dispatch.board_days import BOARD, Statements, as_coordinator, read
from tests.dispatch.planned import SYSTEM, planned, someone
from tests.factories import a_session, a_site, an_interpreter
from tests.factories.dispatch import an_assignment

ANSAN = CITIES["ansan"].point
# 41 km as the crow flies; a way so long still needs nobody's approval.
FAR = Point(ANSAN.latitude + 0.3687, ANSAN.longitude)
WITHIN = 40


def told(office: Office, session: CounsellingSession, run: PlanRun | None = None) -> Unfilled:
    """What the board says of a session, a run's drafts counted as made."""
    with reading(office, SYSTEM) as uow:
        question = read_question(uow, session.id, None if run is None else run.id)
        return explain.why_nobody(uow, question)


def said(found: Unfilled, language: str = "en") -> str:
    """Its headline."""
    return translate(found.why, language)


def strong(uow: UnitOfWork, name: str, **values: Any) -> None:
    """A woman who may go to violence sessions."""
    values = {"vetted_until": uow.today + timedelta(days=300), "gender": Gender.FEMALE, **values}
    someone(uow, name=name, levels=("L3-DV",), **values)


def test_the_only_one_who_could_lives_41_km_away_and_travels_40(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        strong(uow, "마리나", home=FAR, max_travel_km=WITHIN)
        # Two others, certified too: on the road to it each falls at more than one rule.
        strong(uow, "다른 사람", home=FAR, max_travel_km=WITHIN, gender=Gender.MALE)
        an_interpreter(uow, name="시간도 거리도", levels=("L3-DV",), home=FAR, max_travel_km=WITHIN)
        session = a_session(
            uow,
            domain="violence",
            site=a_site(uow),
            modalities=("on_site",),
            gender=Gender.FEMALE,
            gender_strictness=Strictness.REQUIRED,
        )
    run = planned(office)
    found = told(office, session, run)
    assert run.causes == {str(session.id): "nobody_in_reach"}
    assert run.lacks[str(session.id)] == {"rules": ["distance"], "gains": 1, "to_certify": []}
    assert said(found) == "1 person could take it, but: 41 km away, travels up to 40 km."
    assert said(found, "ko") == "1명이 가능하지만, 거리가 41 km인데 최대 이동 거리는 40 km예요."
    assert [(c.person.name, c.way_out) for c in found.closest] == [("마리나", WayOut.ASK)]


def test_certified_people_who_lack_the_background_check_are_not_called_uncertified(
    office: Office,
) -> None:
    with begin(office, SYSTEM) as uow:
        for name in ("소쿤티어", "라타나"):
            someone(uow, name=name, levels=("L3-MED",), languages=("km",))
        for _ in range(3):
            an_interpreter(uow, languages=("km",))
        session = a_session(uow, language="km", domain="medical", tier="T3")
    run = planned(office)
    found = told(office, session, run)
    assert run.causes == {str(session.id): "no_background_check"}
    assert said(found) == "2 people could take it, but have no valid background check."
    assert {(c.person.name, c.way_out) for c in found.closest} == {
        ("소쿤티어", WayOut.ASK_TWO),
        ("라타나", WayOut.ASK_TWO),
    }


def test_a_team_of_two_with_one_speaker_lacks_the_second(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow, languages=("lo",))
        session = a_session(uow, language="lo", team=2)
    run = planned(office)
    assert run.causes == {str(session.id): "too_few_for_a_team"}
    found = told(office, session, run)
    assert said(found) == "1 of 2 found. Nobody else speaks Lao."
    assert [c.person.name for c in found.candidates] == ["응우옌 티 하인"]


@pytest.mark.parametrize(("people", "is_short"), [(1, True), (2, False)])
def test_a_team_that_finds_one_keeps_the_ways_to_look_for_the_second(
    web: FlaskClient, office: Office, people: int, is_short: bool
) -> None:
    with begin(office, SYSTEM) as uow:
        for n in range(people):
            someone(uow, name=f"사람 {n}")
        at = f"{BOARD}?s={a_session(uow, team=2).id}"
    page = read(as_coordinator(web, office), at)
    assert "제안 보내기" in page
    assert ("다른 기관에 연계하거나 요청 종료" in page) is is_short


def test_a_cause_holds_over_every_mode_that_is_accepted(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        for name in ("가", "나"):
            someone(uow, name=name, modalities=("phone",))
        someone(uow, name="멀리", home=FAR, max_travel_km=30, modalities=("on_site",))
        both = a_session(uow, site=a_site(uow), modalities=("on_site", "video"))
    run = planned(office)
    assert run.causes == {str(both.id): "mode_not_offered"}
    found = told(office, both, run)
    assert said(found) == "3 people could take it, but cannot serve in this mode (On site · Video)."
    # Whoever lives too far away would need another mode or a longer way: a call may settle the way.
    assert [(c.person.name, c.way_out) for c in found.closest] == [
        ("멀리", WayOut.ASK),
        ("가", WayOut.RECORD),
        ("나", WayOut.RECORD),
    ]


def test_nobody_is_called_busy_while_somebody_is_free_by_another_accepted_mode(
    uow: UnitOfWork,
) -> None:
    busy = someone(uow, name="바쁨", modalities=("on_site",))
    someone(uow, name="화상", modalities=("video",))
    site = a_site(uow)
    an_assignment(uow, a_session(uow, site=site, start="10:00"), busy)
    session = a_session(uow, site=site, modalities=("on_site", "video"))
    uow.db.flush()
    found = explain.why_nobody(uow, read_question(uow, session.id))
    assert found.shortage.cause is Cause.SOMEBODY_FREE
    assert said(found) == "1 interpreter is available at this time."


def test_whoever_is_paused_counts_in_the_run_as_on_the_board(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow, name="쉼", languages=("mn",), standing=Standing.PAUSED)
        session = a_session(uow, language="mn")
    run = planned(office)
    assert run.causes == {str(session.id): "not_active"}
    found = told(office, session, run)
    assert said(found) == "1 person could take it, but: Not active: Paused."
    assert [c.way_out for c in found.closest] == [WayOut.RECORD]


def test_where_everybody_is_booked_the_swap_that_frees_somebody_is_named(uow: UnitOfWork) -> None:
    giver = someone(
        uow, name="가영", modalities=("on_site",), languages=("vi", "ru"), levels=("L3-LAB",)
    )
    # Three other changes would fill it as well: a later start, the phone, a level lower.
    someone(uow, name="나영", modalities=("on_site",), languages=("ru",))
    someone(uow, name="전화", modalities=("phone",), levels=("L3-LAB",))
    someone(uow, name="낮음", modalities=("on_site",))
    site = a_site(uow)
    held = a_session(uow, site=site, language="ru", start="10:00", minutes=30)
    an_assignment(uow, held, giver)
    session = a_session(uow, site=site, start="10:00", domain="labour", modalities=("on_site",))
    uow.db.flush()
    found = explain.why_nobody(uow, read_question(uow, session.id))
    assert {fix.kind for fix in found.fixes} == {"shift", "modality", "level", "swap"}
    assert ("가영", "overlap") in [
        (g.person.name, g.rules[0].value) for g in found.shortage.closest
    ]


@pytest.mark.parametrize("unfilled", [2, 40])
def test_causes_take_no_statement_for_each_session(office: Office, unfilled: int) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow, name="쉼", standing=Standing.PAUSED)
        for _ in range(unfilled):
            a_session(uow)
    with reading(office, SYSTEM) as uow:
        first = uow.today + timedelta(days=1)
        snapshot = take_snapshot(read_situation(uow, first, first))
        nobody = Plan("", "feasible", (), tuple(snapshot.seats), 0, 0, CostTerms())
        drafting = Drafting(snapshot, nobody)
        with Statements(office) as heard:
            found = drafting.lacking(uow)
    assert {lack.cause for lack in found.values()} == {Cause.NOT_ACTIVE}
    assert len(found) == unfilled
    # The same for few as for many: who rests, and their time.
    assert len(heard.texts) == 12


def test_the_open_session_lists_who_comes_closest_with_a_way_out(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        far = someone(uow, name="먼 사람", home=FAR, max_travel_km=WITHIN)
        video = someone(uow, name="화상만", modalities=("video",))
        session = a_session(uow, site=a_site(uow), modalities=("on_site",))
        at = f"{BOARD}?s={session.id}"
    page = read(as_coordinator(web, office), at)
    assert "조건이 거의 맞는 통역사" in page
    assert "1명이 가능하지만, 거리가 41 km인데" in page
    assert f'person={far.id}#why-not">사유를 적고 제안' in page
    assert f'/people/{video.id}">통역사 정보 보기' in page


def test_whoever_is_asked_for_their_gender_first_stands_in_the_page_once(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        unasked = someone(uow, name="모름")
        someone(uow, name="남자", gender=Gender.MALE)
        session = a_session(
            uow, gender=Gender.FEMALE, gender_strictness=Strictness.REQUIRED, modalities=("phone",)
        )
        at = f"{BOARD}?s={session.id}"
    page = read(as_coordinator(web, office), at)
    closest = page.partition("조건이 거의 맞는 통역사")[2].partition("미배정 사유")[0]
    assert ("남자" in closest, "모름" in closest) == (True, False)
    assert f"person={unasked.id}#why-not" in page
    assert "2명이 가능하지만, 요청한 성별(여성)로 확인되지 않았어요." in page


def test_the_page_of_a_run_says_what_a_certification_would_fill(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, SYSTEM) as uow:
        someone(uow, name="도 티 란", levels=("L2",))
        an_interpreter(uow, name="시간 없음", levels=("L2",))
        for start in ("10:00", "13:00"):
            a_session(uow, domain="medical", start=start)
        # Nobody would be gained by a certification alone.
        a_session(uow, domain="labour", start="20:00")
        a_session(uow, domain="legal", tier="court", start="15:00")
    run = planned(office)
    lacks = sorted((each["gains"], len(each["to_certify"])) for each in run.lacks.values())
    assert lacks == [(1, 0), (1, 1), (1, 1), (2, 0)]
    page = read(as_coordinator(web, office), f"{BOARD}/runs/{run.id}")
    table = page.partition('id="certify-h"')[2].partition("</section>")[0]
    assert table.count("<tr>") == 2
    assert "L3 의료" in table
    assert "2건" in table
    assert "도 티 란" in table
    assert "시간 없음" not in table
    assert "조건이 거의 맞는 통역사 2명" in page
