"""A draft of who translates and who revises: made, seen, sent, dropped."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from dispatch.domain.states import OfferState
from dispatch.domain.translation_plans import TranslationPlanState
from dispatch.service.translations import (
    drafted,
    gaps,
    offers,
    planning,
    planning_problem,
    planning_work,
)
from dispatch.store.queries import translations as queries
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, Refused
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage
from tests.dispatch.acting import acting
from tests.dispatch.translations.texts import K, Texts, some_texts
from tests.signing_in import sign_in


@pytest.fixture
def texts(uow: UnitOfWork) -> Texts:
    return some_texts(uow)


def test_people_days_and_rules_come_out_as_the_engine_is_told(texts: Texts) -> None:
    job = texts.asked_for(amount=8, priority=1)
    texts.taken(job, K.TRANSLATION, 0)
    texts.offered(job, K.REVISION, 1)

    desk = planning_problem.read_problem(texts.at_desk())

    (told,) = desk.problem.jobs
    assert [(s.id, s.work, s.held) for s in told.steps] == [
        ("translation", 2000, True),
        ("revision", 667, False),
    ]
    assert told.steps[0].current == str(texts.people[0].id)
    assert told.steps[1].current == str(texts.people[1].id)
    assert {c.translator for c in told.steps[1].candidates} == {str(p.id) for p in texts.people[1:]}
    assert told.hand_over == 0
    assert max(desk.problem.translators[0].capacity) == 2000
    assert desk.days[0] > texts.uow.today


def test_one_draft_waits_at_a_time_and_only_the_office_asks(texts: Texts) -> None:
    with pytest.raises(Forbidden):
        planning.ask_for_plan(texts.as_counsellor())
    with pytest.raises(Refused):
        planning.ask_for_plan(texts.at_desk())
    texts.asked_for()
    plan = planning.ask_for_plan(texts.at_desk())
    with pytest.raises(Conflict):
        planning.ask_for_plan(texts.at_desk())

    planning.drop(texts.at_desk(), plan.id)

    assert (plan.state, plan.is_open) == (TranslationPlanState.DROPPED, False)
    with pytest.raises(Conflict):
        planning.drop(texts.at_desk(), plan.id)
    planning.ask_for_plan(texts.at_desk())


@pytest.mark.database
def test_who_asks_in_the_same_moment_is_told_that_a_draft_waits(
    texts: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database keeps the promise: neither has seen the other's draft."""
    texts.asked_for()
    planning.ask_for_plan(texts.at_desk())

    def unseen(_db: Session) -> None:
        return None

    monkeypatch.setattr(gaps.queries, "newest", unseen)

    with pytest.raises(Conflict):
        planning.ask_for_plan(texts.at_desk())


def test_a_draft_is_made_seen_and_sent_as_offers(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system("test")) as uow:
        texts = some_texts(uow)
        job = texts.asked_for()
        nobody = texts.asked_for(source=TextLanguage.KOREAN, target=TextLanguage.LAO)
        texts.asked_for(amount=300, domain=Domain.LEGAL, deadline_at=uow.now + timedelta(days=3))
        coordinator, ids = texts.coordinator, (job.id, nobody.id)
        plan = planning.ask_for_plan(texts.at_desk())
        plan_id = plan.id
    planning_work.plan_translations(office, str(plan_id), seconds=10)
    sign_in(web, coordinator)

    page = web.get("/translations/plan").text

    assert "찾지 못함" in page
    assert page.count('name="steps"') >= 2
    assert "1,000" in web.get("/translations/plan?view=people").text

    sent = web.post(
        f"/translations/plan/{plan_id}/send",
        data={"steps": [f"{ids[0]}:translation", f"{ids[0]}:revision"]},
        follow_redirects=True,
    )
    assert "제안 2건을 보냈어요" in sent.text
    with begin(office, the_system("test")) as uow:
        found = queries.find_job(uow.db, ids[0])
        assert found is not None
        asked = queries.list_offers(uow.db, found.id)
        assert [each.state for each in asked] == [OfferState.SENT] * 2
        assert len({each.interpreter_id for each in asked}) == 2
    again = web.post(
        f"/translations/plan/{plan_id}/send", data={"steps": "x"}, follow_redirects=True
    )
    assert "이미 보냈거나" in again.text


def test_what_fits_no_longer_is_left_out_and_whoever_withdrew_is_replaced(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system("test")) as uow:
        texts = some_texts(uow)
        job = texts.asked_for()
        texts.taken(job, K.TRANSLATION, 0)
        plan_id = planning.ask_for_plan(texts.at_desk()).id
    planning_work.plan_translations(office, str(plan_id), seconds=10)
    with begin(office, the_system("test")) as uow:
        desk = drafted.look_at(texts_at(uow, texts))
        (found,) = desk.jobs
        assert [(s.name, s.is_held) for s in found.steps] == [
            ("translation", True),
            ("revision", False),
        ]
        person = found.steps[1].person
        assert person is not None
        assert person.id != texts.people[0].id
        other = next(p for p in texts.people[1:] if p.id != person.id)
        at_desk = texts_at(uow, texts)
        (offer,) = offers.send(at_desk, job.id, K.REVISION, [other.id], None)
        offers.record_yes(at_desk, offer.id)
        assert planning.send(at_desk, plan_id, {found.steps[1].key}) == (0, 1)


def texts_at(uow: UnitOfWork, texts: Texts) -> UnitOfWork:
    """The coordinator in another transaction."""
    return acting(uow, texts.coordinator)
