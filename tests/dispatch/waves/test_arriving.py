"""The panel of an urgent session: who can be there when, what a yes would displace, who knows the case; one click asks."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dispatch.domain.states import AssignmentState
from dispatch.service.explain.candidates import read_question
from dispatch.service.helpline import urgent
from dispatch.service.waves import arriving, cascades, choosing, going
from dispatch.service.waves.arriving import Displaced, UrgentChoice
from dispatch.store.tables import Cascade, Interpreter, Offer
from foundation.database.work import Office, UnitOfWork, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from scheduling.store.tables import CounsellingSession
from tests.factories import a_coordinator, a_session, a_site
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment, an_offer
from tests.signing_in import sign_in
from tests.transactions import in_office

# The sessions are in Ansan.
SUWON = "suwon"


def today(uow: UnitOfWork, start: str = "15:00", **values: Any) -> CounsellingSession:
    """A session on site this afternoon; it is noon."""
    return a_session(uow, day=uow.today, start=start, **values)


def person(uow: UnitOfWork, name: str, **values: Any) -> Interpreter:
    """Somebody free all day."""
    return a_signed_up_interpreter(uow, name, **values)[0]


def ranked(uow: UnitOfWork, session: CounsellingSession) -> list[UrgentChoice]:
    """As the panel has it."""
    question = read_question(uow, session.id)
    return arriving.ranked(question, question.ranked(question.others()))


def test_whoever_displaces_nothing_comes_before_a_tight_way_and_an_unanswered_offer(
    uow: UnitOfWork,
) -> None:
    asked, tight, free = person(uow, "asked"), person(uow, "tight"), person(uow, "free")
    other = today(uow, "15:00", language="en")
    for who in (asked, person(uow, "too", languages=("en",))):
        an_offer(uow, other, who)
    session = today(uow)
    later = today(uow, "16:55", language="th", site=a_site(uow, city=SUWON))
    an_assignment(uow, later, tight)

    found = {choice.candidate.person.id: choice for choice in ranked(uow, session)}

    assert [found[who.id].displaced for who in (free, tight, asked)] == [
        Displaced.NOTHING,
        Displaced.TIGHT,
        Displaced.OFFER,
    ]
    assert list(found) == [free.id, tight.id, asked.id]
    assert found[tight.id].displaced_at == later.starts_at
    assert found[asked.id].displaced_at == other.starts_at


def test_who_knows_the_case_comes_first_and_when_each_can_be_there_is_said(
    uow: UnitOfWork,
) -> None:
    near, busy, known = (
        person(uow, "near"),
        person(uow, "busy", city=SUWON),
        person(uow, "known", city=SUWON),
    )
    before = today(uow, "12:30", language="en")
    an_assignment(uow, before, busy)
    earlier = a_session(uow, day=uow.today - timedelta(days=7), case_code="SUW-2026-7")
    an_assignment(uow, earlier, known, state=AssignmentState.HELD)
    session = today(uow, case_code="SUW-2026-7")

    found = ranked(uow, session)

    assert [choice.candidate.person.id for choice in found] == [known.id, near.id, busy.id]
    at = {choice.candidate.person.id: choice.there_at for choice in found}
    assert found[0].knows_case
    assert uow.now < at[known.id] < uow.now + timedelta(hours=2)
    # After what they serve before, and from there.
    assert at[busy.id] >= before.starts_at + timedelta(minutes=before.minutes)


def test_who_would_be_late_comes_last_and_is_not_asked(uow: UnitOfWork) -> None:
    late, near = person(uow, "late", city=SUWON), person(uow, "near")
    soon = uow.now + timedelta(minutes=15)
    session = today(uow, f"{soon.astimezone(uow.settings.zone):%H:%M}")

    assert [(c.candidate.person.id, c.is_late) for c in ranked(uow, session)] == [
        (near.id, False),
        (late.id, True),
    ]
    cascade = urgent.start(uow, session.id, 1)
    asked = list(uow.db.scalars(sa.select(Offer)))
    assert [offer.interpreter_id for offer in asked] == [near.id]
    assert asked[0].expires_at - uow.now <= timedelta(minutes=15)
    assert (cascade.is_urgent, cascade.by_itself) == (True, False)

    alone = today(uow, f"{soon.astimezone(uow.settings.zone):%H:%M}", language="en")
    person(uow, "too late", city=SUWON, languages=("en",))
    with pytest.raises(Conflict, match="in time"):
        urgent.start(uow, alone.id, 1)


def test_waves_that_start_by_themselves_ask_in_the_same_order(uow: UnitOfWork) -> None:
    soon = uow.now + timedelta(minutes=15)
    clock = f"{soon.astimezone(uow.settings.zone):%H:%M}"
    people = [person(uow, f"Person {n}") for n in range(3)]
    person(uow, "late", city=SUWON)
    clicked, alone = today(uow, clock), today(uow, clock)
    by_click = urgent.start(uow, clicked.id, 1)

    by_itself = cascades.begin(
        uow, alone.id, 1, waves=urgent.urgent_waves(uow), is_urgent=True, by_itself=True
    )
    asked = going.go(uow, by_itself.id, 1, choosing.rank(uow, alone.id))

    board = [c.candidate.person.id for c in ranked(uow, alone) if not c.is_late]
    assert [offer.interpreter_id for offer in asked] == board
    assert set(board) == {each.id for each in people}
    assert [choice["id"] for choice in by_click.pool or ()] == [str(each) for each in board]


def test_what_is_not_urgent_is_ranked_by_the_costs_of_plans(uow: UnitOfWork) -> None:
    near, far = person(uow, "near"), person(uow, "far", city=SUWON)
    calm = a_session(uow, day=uow.today + timedelta(days=4))

    assert not arriving.asks_so(uow, calm)
    assert [choice.interpreter_id for choice in choosing.rank(uow, calm.id)] == [near.id, far.id]


def test_one_click_on_the_board_asks_in_that_order(web: FlaskClient, office: Office) -> None:
    def make(uow: UnitOfWork) -> tuple[UUID, UUID]:
        for n in range(6):
            person(uow, f"Person {n}", city=SUWON)
        calm = a_session(uow, day=uow.today + timedelta(days=4))
        return today(uow).id, calm.id

    urgent_id, calm_id = in_office(office, make)
    sign_in(web, in_office(office, lambda uow: a_coordinator(uow, language="en")))
    with reading(office, the_system()) as uow:
        days = [uow.db.get_one(CounsellingSession, each).day for each in (urgent_id, calm_id)]
    assert "Ask in this order now" not in web.get(f"/dispatch/{days[1]}?s={calm_id}").text
    page = web.get(f"/dispatch/{days[0]}?s={urgent_id}").text
    assert "displaces nothing" in page
    assert "at the earliest" in page

    web.post(
        f"/dispatch/{days[0]}/sessions/{urgent_id}/urgent-waves?s={urgent_id}",
        data={"slot_no": "1"},
    )

    with reading(office, the_system()) as uow:
        cascade = uow.db.scalars(sa.select(Cascade)).one()
        assert len(cascade.pool or ()) == 6
        assert len(list(uow.db.scalars(sa.select(Offer)))) == 5
    assert "Ask in this order now" not in web.get(f"/dispatch/{days[0]}?s={urgent_id}").text
