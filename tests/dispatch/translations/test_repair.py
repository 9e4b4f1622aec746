"""Somebody can do her step no longer: the desk is told at once, and ways to fill the gap wait side by side."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from dispatch.domain.states import OfferState
from dispatch.domain.translation_plans import TranslationFreedom, TranslationPlanState
from dispatch.domain.translations import NoTranslationReason
from dispatch.service.reactions import eligibility
from dispatch.service.reactions import translations as reactions
from dispatch.service.translations import drafted, gaps, jobs, planning, planning_work, work
from dispatch.store.queries import translation_plans as plan_queries
from dispatch.store.queries import translations as queries
from dispatch.store.tables import TranslationPlanRun
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.records import Message
from foundation.security.permissions import the_system
from interpreters.domain.events import StandingMoved
from interpreters.domain.standing import Standing
from scheduling.domain.availability import DatedTime
from scheduling.domain.events import LeaveTaken
from scheduling.service import availability
from tests.dispatch.acting import acting
from tests.dispatch.translations.texts import K, Texts, some_texts, step_of
from tests.signing_in import sign_in


@pytest.fixture
def texts(uow: UnitOfWork) -> Texts:
    return some_texts(uow)


def _away(texts: Texts, n: int, days: int = 30) -> LeaveTaken:
    first, last = texts.uow.today, texts.uow.today + timedelta(days=days)
    who = texts.people[n].id
    availability.take_leave(
        texts.as_person(n), who, DatedTime(first_day=first, last_day=last, available=False)
    )
    return LeaveTaken(who, first, last)


def _newest(texts: Texts) -> TranslationPlanRun | None:
    return plan_queries.newest(texts.uow.db)


def _told(texts: Texts) -> list[str]:
    mine = Message.to == texts.coordinator.email
    rows = texts.uow.db.scalars(sa.select(Message).where(mine))
    return [f"{each.subject} {each.body}" for each in rows]


def test_leave_is_told_at_once_and_nobody_loses_a_step_before_a_repair_is_sent(
    texts: Texts,
) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)

    reactions.on_leave_taken(texts.as_person(0), _away(texts, 0))

    assert any("부재" in letter for letter in _told(texts))
    assert step_of(job, K.TRANSLATION).interpreter_id == texts.people[0].id
    found = _newest(texts)
    assert found is not None
    assert (found.is_repair, found.asked_by, found.state) == (
        True,
        None,
        TranslationPlanState.QUEUED,
    )


def test_who_is_no_longer_active_gives_up_what_she_has(texts: Texts) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    (asked,) = texts.offered(texts.asked_for(), K.REVISION, 0)
    texts.people[0].standing = Standing.SUSPENDED
    texts.uow.db.flush()

    eligibility.on_standing_moved(
        texts.at_desk(), StandingMoved(texts.people[0].id, Standing.SUSPENDED)
    )

    assert step_of(job, K.TRANSLATION).interpreter_id is None
    assert asked.state is OfferState.WITHDRAWN
    found = _newest(texts)
    assert found is not None
    assert found.is_repair


def test_what_was_asked_for_by_a_person_is_left_alone_and_old_repairs_make_room(
    texts: Texts,
) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    own = planning.ask_for_plan(texts.at_desk())
    step = step_of(job, K.TRANSLATION)

    work.give_back(texts.as_person(0), step.id, NoTranslationReason.ILL)
    assert _newest(texts) is own
    planning.drop(texts.at_desk(), own.id)
    gaps.queue_repair(texts.at_desk())
    first = _newest(texts)
    assert first is not None
    first.state = TranslationPlanState.READY
    texts.uow.db.flush()

    gaps.queue_repair(texts.at_desk())

    assert first.state is TranslationPlanState.DROPPED
    open_runs = sa.select(TranslationPlanRun).where(TranslationPlanRun.is_open)
    assert texts.uow.db.scalars(open_runs).one().is_repair


def test_a_nearer_deadline_has_ways_looked_for_where_it_cannot_be_met(texts: Texts) -> None:
    job = texts.asked_for(amount=60, deadline_at=texts.uow.now + timedelta(days=60))
    texts.taken(job, K.TRANSLATION, 0)

    jobs.move_deadline(texts.at_desk(), job.id, texts.uow.now + timedelta(days=50))
    assert _newest(texts) is None
    jobs.move_deadline(texts.at_desk(), job.id, texts.uow.now + timedelta(days=4))

    assert _newest(texts) is not None


@pytest.mark.wide
def test_a_way_is_chosen_and_sent_and_whoever_is_replaced_is_told(
    web: FlaskClient, office: Office
) -> None:
    with begin(office, the_system("test")) as uow:
        texts = some_texts(uow, 4)
        job = texts.asked_for()
        texts.taken(job, K.TRANSLATION, 0)
        texts.taken(job, K.REVISION, 1)
        reactions.on_leave_taken(texts.as_person(0), _away(texts, 0))
        plan = _newest(texts)
        assert plan is not None
        job_id, plan_id, coordinator = job.id, plan.id, texts.coordinator
        ill, reviser = texts.people[0], texts.people[1]
    planning_work.plan_translations(office, str(plan_id), seconds=6)
    with begin(office, the_system("test")) as uow:
        seen = drafted.look_at(acting(uow, coordinator))
        assert seen.ways[0].freedom is TranslationFreedom.GAPS
        assert (seen.ways[0].offers, seen.ways[0].moved, seen.ways[0].open) == (1, 1, 0)
        (shown,) = seen.jobs
        new, kept = shown.steps
        assert new.instead_of is not None
        assert (new.instead_of.id, new.is_changed, kept.is_changed) == (ill.id, True, False)
        assert kept.person is not None
        assert kept.person.id == reviser.id
        key, chosen = new.key, new.person
        assert chosen is not None
    sign_in(web, coordinator)
    page = web.get("/translations/plan").text
    assert "빈자리" in page
    assert ill.full_name in page

    web.post(f"/translations/plan/{plan_id}/send", data={"steps": [key], "way": "0"})

    with begin(office, the_system("test")) as uow:
        found = queries.find_job(uow.db, job_id)
        assert found is not None
        assert step_of(found, K.TRANSLATION).interpreter_id is None
        assert step_of(found, K.REVISION).interpreter_id == reviser.id
        sent = [o for o in queries.list_offers(uow.db, job_id) if o.state is OfferState.SENT]
        assert [o.interpreter_id for o in sent] == [chosen.id]
    assert web.post("/translations/plan/repair", follow_redirects=True).status_code == 200
