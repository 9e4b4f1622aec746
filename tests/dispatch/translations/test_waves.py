"""Offers of a step in waves: by the office's policies, over time, with one winner."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.domain.states import OfferState
from dispatch.domain.translations import NoTranslationReason, TranslationJobState
from dispatch.domain.waves import CascadeState, PolicyScope, Wave, WaveKind
from dispatch.service.translations import gaps, jobs, offers, planning, waves
from dispatch.service.waves import policies
from dispatch.store.queries import translations as queries
from dispatch.store.tables import (
    TranslationCascade,
    TranslationJob,
    TranslationOffer,
    TranslationPlanRun,
)
from dispatch.store.tables.translation_plans import ONE_OPEN
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Forbidden, NotFound
from foundation.security.permissions import the_system
from scheduling.domain.states import CancelReason
from tests.dispatch.acting import acting
from tests.dispatch.crowds import drop_index
from tests.dispatch.translations.texts import K, Texts, some_texts
from tests.factories import a_user, as_actor
from tests.signing_in import sign_in
from tests.threads import at_once
from tests.transactions import in_office

HOUR = 3600
TWO_THEN_ALL = (
    Wave(kind=WaveKind.PROVINCE, size=2, seconds=HOUR),
    Wave(kind=WaveKind.PROVINCE, size=5, seconds=2 * HOUR),
)


@pytest.fixture
def texts(uow: UnitOfWork) -> Texts:
    found = some_texts(uow, 4)
    policies.add(acting(uow, a_user(uow, Role.CENTRE_ADMIN)), PolicyScope(), TWO_THEN_ALL)
    return found


def _later(texts: Texts, hours: float) -> UnitOfWork:
    return replace(texts.uow, actor=the_system("test"), now=texts.uow.now + timedelta(hours=hours))


def _sent(texts: Texts, job: TranslationJob) -> list[tuple[int, OfferState]]:
    return sorted((o.wave, o.state) for o in queries.list_offers(texts.uow.db, job.id))


def test_a_wave_goes_when_the_time_of_the_one_before_is_over(texts: Texts) -> None:
    job = texts.asked_for()

    cascade = waves.start(texts.at_desk(), job.id, K.TRANSLATION)

    assert _sent(texts, job) == [(1, OfferState.SENT)] * 2
    assert job.state is TranslationJobState.OFFERED
    assert cascade.next_at - texts.uow.now <= timedelta(hours=1)
    waves.send_next(_later(texts, 0.5), str(cascade.id), 2)
    assert len(_sent(texts, job)) == 2
    offers.expire_due(_later(texts, 1.1))
    waves.send_next(_later(texts, 1.1), str(cascade.id), 2)
    waves.send_next(_later(texts, 1.1), str(cascade.id), 2)
    assert _sent(texts, job) == [(1, OfferState.EXPIRED)] * 2 + [(2, OfferState.SENT)] * 2

    offers.expire_due(_later(texts, 4))
    waves.send_next(_later(texts, 4), str(cascade.id), 3)

    assert cascade.state is CascadeState.EXHAUSTED
    assert job.state is TranslationJobState.REQUESTED


def test_the_next_wave_goes_as_soon_as_all_said_no_and_a_yes_ends_them(texts: Texts) -> None:
    job = texts.asked_for()
    cascade = waves.start(texts.at_desk(), job.id, K.TRANSLATION)
    by_person = {o.interpreter_id: o for o in queries.list_offers(texts.uow.db, job.id)}
    asked = [n for n, person in enumerate(texts.people) if person.id in by_person]
    for n in asked:
        offer = by_person[texts.people[n].id]
        offers.decline(texts.as_person(n), offer.id, NoTranslationReason.NO_TIME)

    waves.send_next(_later(texts, 0), str(cascade.id), 2)

    second = [o for o in queries.list_offers(texts.uow.db, job.id) if o.wave == 2]
    assert len(second) == 2
    winner = next(n for n, p in enumerate(texts.people) if p.id == second[0].interpreter_id)
    offers.accept(texts.as_person(winner), second[0].id)
    texts.uow.db.refresh(cascade)
    assert cascade.state is CascadeState.FILLED
    waves.send_next(_later(texts, 30), str(cascade.id), 3)
    assert len(queries.list_offers(texts.uow.db, job.id)) == 4


def test_the_office_skips_and_stops_and_nobody_else_does(texts: Texts) -> None:
    job = texts.asked_for()
    with pytest.raises(Forbidden):
        waves.start(texts.as_counsellor(), job.id, K.TRANSLATION)
    cascade = waves.start(texts.at_desk(), job.id, K.TRANSLATION)
    with pytest.raises(Conflict):
        waves.start(texts.at_desk(), job.id, K.TRANSLATION)

    waves.skip(texts.at_desk(), cascade.id)
    assert [wave for wave, _ in _sent(texts, job)] == [1, 1, 2, 2]
    waves.skip(texts.at_desk(), cascade.id)
    assert cascade.state is CascadeState.RUNNING  # everybody may still answer
    waves.stop(texts.at_desk(), cascade.id)

    assert cascade.state is CascadeState.STOPPED
    for act in (waves.skip, waves.stop):
        with pytest.raises(Conflict):
            act(texts.at_desk(), cascade.id)
        with pytest.raises(NotFound):
            act(texts.at_desk(), texts.counsellor.id)
    again = waves.start(texts.at_desk(), job.id, K.TRANSLATION)
    jobs.cancel(texts.as_counsellor(), job.id, CancelReason.NOT_NEEDED)
    texts.uow.db.refresh(again)
    assert again.state is CascadeState.STOPPED


def test_the_pages_start_show_skip_and_stop(web: FlaskClient, office: Office) -> None:
    with begin(office, the_system("test")) as uow:
        texts = some_texts(uow, 4)
        policies.add(acting(uow, a_user(uow, Role.CENTRE_ADMIN)), PolicyScope(), TWO_THEN_ALL)
        job_id, coordinator = texts.asked_for().id, texts.coordinator
    sign_in(web, coordinator)
    asking = f"/translations/{job_id}/ask/translation"
    assert "단계 제안 하기" in web.get(asking).text

    page = web.post(f"{asking}/waves", follow_redirects=True).text
    again = web.post(f"{asking}/waves", follow_redirects=True).text

    assert page.count("1차") >= 3
    assert "이미" in again
    assert "1차" in web.get("/translations").text
    with reading(office, the_system("test")) as uow:
        cascade_id = uow.db.scalars(sa.select(TranslationCascade.id)).one()
    page = web.post(f"/translations/{job_id}/waves/{cascade_id}/skip", follow_redirects=True).text
    assert "2차" in page
    web.post(f"/translations/{job_id}/waves/{cascade_id}/stop")
    with reading(office, the_system("test")) as uow:
        assert uow.db.get_one(TranslationCascade, cascade_id).state is CascadeState.STOPPED


def _at_once_at_desk(
    office: Office, user: User, act: Callable[[UnitOfWork], object], turns: int = 8
) -> int:
    """How many of some coordinators who do the same in one moment were not refused."""

    def once(_turn: int) -> bool:
        with reading(office, the_system()) as uow:
            actor = as_actor(uow, uow.db.get_one(User, user.id))
        try:
            with begin(office, actor) as uow:
                act(uow)
        except Conflict:
            return False
        return True

    return sum(at_once(once, range(turns)))


@pytest.mark.parametrize("guarded", [True, False], ids=["kept", "control"])
def test_one_draft_is_open_whoever_asks_in_the_same_moment(
    any_office: Office, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Nobody has seen the other's draft; without the index there would be one for each."""
    texts = in_office(any_office, some_texts)
    in_office(any_office, lambda uow: replace_uow(texts, uow).asked_for())
    monkeypatch.setattr(gaps.queries, "newest", _unseen)
    if not guarded:
        drop_index(any_office, ONE_OPEN)

    made = _at_once_at_desk(any_office, texts.coordinator, planning.ask_for_plan)

    with reading(any_office, the_system()) as uow:
        kept = len(uow.db.scalars(sa.select(TranslationPlanRun.id)).all())
    assert made == kept == (1 if guarded else 8)


def test_one_step_has_one_live_cascade_and_each_wave_goes_once(any_office: Office) -> None:
    def prepared(uow: UnitOfWork) -> Texts:
        found = some_texts(uow, 4)
        one = Wave(kind=WaveKind.PROVINCE, size=1, seconds=HOUR)
        policies.add(acting(uow, a_user(uow, Role.CENTRE_ADMIN)), PolicyScope(), (one,))
        return found

    texts = in_office(any_office, prepared)
    job = in_office(any_office, lambda uow: replace_uow(texts, uow).asked_for())

    started = _at_once_at_desk(
        any_office, texts.coordinator, lambda uow: waves.start(uow, job.id, K.TRANSLATION)
    )

    assert started == 1
    with reading(any_office, the_system()) as uow:
        cascade = uow.db.scalars(sa.select(TranslationCascade)).one()

    def next_wave(_turn: int) -> None:
        with begin(any_office, the_system("job")) as uow:
            late = replace(uow, now=cascade.next_at)
            waves.send_next(late, str(cascade.id), 2)

    at_once(next_wave, range(6))
    with reading(any_office, the_system()) as uow:
        sent = uow.db.scalars(sa.select(TranslationOffer.wave)).all()
    assert sorted(sent) == [1, 2]


def _unseen(_db: object) -> None:
    return None


def replace_uow(texts: Texts, uow: UnitOfWork) -> Texts:
    """The same people in another transaction."""
    return replace(texts, uow=uow)
