"""A handover accepted with one click becomes a draft, reviewed and sent as every draft."""

import re
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from dispatch.domain.states import AssignmentState, ChangeKind, OfferState, RunKind, RunState
from dispatch.service.plans import handover
from dispatch.store.tables import Assignment, DraftAssignment, Offer, PlanRun
from foundation.database.work import Office, begin, reading
from tests.dispatch.board_days import BOARD, SYSTEM, post, read
from tests.dispatch.planned import planned, someone
from tests.factories import a_session, a_site
from tests.factories.dispatch import an_assignment


@pytest.fixture
def gap(office: Office) -> UUID:
    """A session that 가영 can take once 나영 has her other one."""
    with begin(office, SYSTEM) as uow:
        giver = someone(uow, name="가영", modalities=("on_site",), languages=("vi", "ru"))
        someone(uow, name="나영", modalities=("on_site",), languages=("ru",))
        site = a_site(uow)
        an_assignment(uow, a_session(uow, site=site, language="ru", start="10:00"), giver)
        return a_session(uow, site=site, start="10:00", minutes=120).id


def fields_of(page: str) -> dict[str, str]:
    """What the button of the handover sends."""
    form = next(f for f in page.split("<form") if "/handover" in f).split("</form>")[0]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def names(office: Office) -> list[tuple[str, ChangeKind, str]]:
    with reading(office, SYSTEM) as uow:
        return sorted(
            (str(d.session.request.language), d.kind, d.interpreter.full_name)
            for run in uow.db.query(PlanRun)
            if run.state is RunState.DONE
            for d in handover.queries.drafts_of(uow.db, run.id)
            if d.interpreter is not None
        )


BOTH = [("ru", ChangeKind.MOVED, "나영"), ("vi", ChangeKind.NEW, "가영")]


def test_a_handover_is_drafted_reviewed_and_sent(
    desk: FlaskClient, office: Office, gap: UUID
) -> None:
    page = read(desk, f"{BOARD}?s={gap}")
    assert "두 변경을 초안에 넣기" in page
    done = post(desk, f"{BOARD}/sessions/{gap}/handover", **fields_of(page))
    assert "아직 아무에게도 알리지 않았어요" in done
    assert names(office) == BOTH
    with reading(office, SYSTEM) as uow:
        run = uow.db.query(PlanRun).one()
        assert uow.db.query(Offer).count() == 0
    assert (run.kind, run.measures[0]["before"], run.measures[0]["now"]) == (RunKind.REPAIR, 1, 0)
    assert "확정된 사람 1명이 바뀌어요" in done
    assert "가영" in read(desk, f"{BOARD}/changes")
    assert "제안 2건을 보냈어요" in post(desk, f"{BOARD}/runs/{run.id}/send")
    with reading(office, SYSTEM) as uow:
        assert [o.state for o in uow.db.query(Offer)] == [OfferState.SENT] * 2
        assert uow.db.query(Assignment).one().state is AssignmentState.RELEASED


def test_a_handover_joins_the_draft_that_waits(
    desk: FlaskClient, office: Office, gap: UUID
) -> None:
    run = planned(office)
    page = read(desk, f"{BOARD}?s={gap}")
    post(desk, f"{BOARD}/sessions/{gap}/handover", **fields_of(page))
    assert names(office) == BOTH
    with reading(office, SYSTEM) as uow:
        assert [(r.id, r.causes) for r in uow.db.query(PlanRun)] == [(run.id, {})]


def test_a_handover_that_no_longer_fits_is_refused_and_leaves_no_draft(
    desk: FlaskClient, office: Office, gap: UUID
) -> None:
    values = fields_of(read(desk, f"{BOARD}?s={gap}"))
    with begin(office, SYSTEM) as uow:
        uow.db.query(Assignment).one().pinned = True
    assert desk.post(f"{BOARD}/sessions/{gap}/handover", data=values).status_code == 409
    with begin(office, SYSTEM) as uow:
        uow.db.query(Assignment).one().pinned = False
    late = {**values, "other_interpreter": values["interpreter"]}
    assert desk.post(f"{BOARD}/sessions/{gap}/handover", data=late).status_code == 409
    broken = {**values, "other_session": "x"}
    assert desk.post(f"{BOARD}/sessions/{gap}/handover", data=broken).status_code == 422
    with reading(office, SYSTEM) as uow:
        assert uow.db.query(DraftAssignment).count() == uow.db.query(PlanRun).count() == 0
