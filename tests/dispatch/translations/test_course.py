"""A translation from the request over two people to its acceptance, and what may come between."""

from datetime import timedelta

import pytest

from dispatch.domain.states import OfferState
from dispatch.domain.translations import (
    CorrectionReason,
    NoTranslationReason,
    TranslationJobState,
    TranslationStepKind,
    TranslationStepState,
)
from dispatch.service.translations import answering, jobs, offers, seen, seen_own, watching, work
from dispatch.store.queries import translations as queries
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from interpreters.domain.translators import TextLanguage
from scheduling.domain.states import CancelReason
from tests.dispatch.acting import later, subjects
from tests.dispatch.translations.texts import K, Texts, some_texts, step_of

S, T = TranslationJobState, TranslationStepState


@pytest.fixture
def texts(uow: UnitOfWork) -> Texts:
    """An office with three who translate."""
    return some_texts(uow)


@pytest.mark.database
def test_from_the_request_over_two_people_to_acceptance(texts: Texts) -> None:
    job = texts.asked_for(review=False, case_code="ANS-2026-0401")
    assert (job.reference, job.state) == ("T-2611-0001", S.REQUESTED)

    first, second = texts.offered(job, K.TRANSLATION, 0, 2)
    assert job.state is S.OFFERED
    offers.accept(texts.as_person(0), first.id)
    assert (job.state, second.state) == (S.ACCEPTED, OfferState.SUPERSEDED)
    assert step_of(job, K.CHECK).interpreter_id == texts.people[0].id

    work.begin(texts.as_person(0), step_of(job, K.TRANSLATION).id)
    assert job.state is S.IN_TRANSLATION
    texts.handed_in(job, K.TRANSLATION, 0)
    texts.taken(job, K.REVISION, 1)
    texts.handed_in(job, K.CHECK, 0)
    assert (job.state, step_of(job, K.REVISION).state) == (S.IN_REVISION, T.READY)
    texts.handed_in(job, K.REVISION, 1)
    assert job.state is S.DELIVERED

    answering.accept_delivery(texts.as_counsellor(), job.id)

    assert job.state is S.ACCEPTED_BY_REQUESTER
    assert [(s.units, s.accepted_at) for s in job.steps] == [(4, texts.uow.now)] * 3
    # That somebody was found and that it is being revised happened in one instant here: one letter.
    assert subjects(texts.uow, texts.counsellor) == [
        "번역 2건 소식",
        f"번역이 나왔어요: {job.reference}",
    ]


def test_a_correction_goes_back_to_the_step_of_its_reason_and_counts_a_new_round(
    texts: Texts,
) -> None:
    job = texts.delivered()

    answering.ask_for_correction(
        texts.as_counsellor(), job.id, CorrectionReason.NAMES_NUMBERS, "2쪽 생년월일"
    )

    states = [(s.kind, s.state) for s in job.steps]
    assert states == [(K.TRANSLATION, T.HANDED_IN), (K.CHECK, T.READY), (K.REVISION, T.WAITING)]
    assert job.state is S.IN_TRANSLATION
    own = seen_own.see_own_step(texts.as_person(0), step_of(job, K.CHECK).id)
    assert own.wanted == [CorrectionReason.NAMES_NUMBERS]
    texts.handed_in(job, K.CHECK, 0)
    texts.handed_in(job, K.REVISION, 1)
    assert (job.state, step_of(job, K.CHECK).rounds) == (S.DELIVERED, 2)
    shown = seen.see_job(texts.at_desk(), job.id)
    assert [len(each.hand_ins) for each in shown.steps] == [1, 2, 2]


def test_the_reviser_sends_a_text_back_to_whoever_translated(texts: Texts) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    texts.taken(job, K.REVISION, 1)
    texts.handed_in(job, K.TRANSLATION, 0)
    texts.handed_in(job, K.CHECK, 0)
    reviser, step = texts.as_person(1), step_of(job, K.REVISION)

    with pytest.raises(Refused, match="earlier step"):
        work.send_back(reviser, step.id, K.REVISION, CorrectionReason.MISSING, "3조")
    work.send_back(reviser, step.id, K.TRANSLATION, CorrectionReason.MISSING, "3조가 없어요")

    assert step_of(job, K.TRANSLATION).state is T.READY
    assert (step.state, step.interpreter_id) == (T.WAITING, texts.people[1].id)
    assert any("수정" in each for each in subjects(texts.uow, texts.users[0]))


def test_nobody_revises_her_own_translation(texts: Texts) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)

    with pytest.raises(Refused, match="cannot be asked"):
        texts.offered(job, K.REVISION, 0)
    # Asked for both, a yes to one ends the other.
    other = texts.asked_for()
    (translating,) = texts.offered(other, K.TRANSLATION, 1)
    (revising,) = texts.offered(other, K.REVISION, 1)
    offers.accept(texts.as_person(1), translating.id)
    queries.list_offers(texts.uow.db, other.id)
    assert revising.state is OfferState.WITHDRAWN


def test_a_step_is_handed_in_once_a_round(texts: Texts) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    step, who = step_of(job, K.TRANSLATION), texts.as_person(0)
    work.hand_in(who, step.id, version=1, units=4)

    with pytest.raises(Conflict, match="already"):
        work.hand_in(who, step.id, version=1, units=40)
    with pytest.raises(Conflict, match="already"):
        work.hand_in(who, step.id, version=2, units=40)
    with pytest.raises(Refused, match="whole number"):
        work.hand_in(who, step_of(job, K.CHECK).id, version=1, units=0)

    assert step.units == 4


def test_declined_and_run_out_offers_tell_the_desk_when_nobody_is_left(texts: Texts) -> None:
    job = texts.asked_for()
    first, second = texts.offered(job, K.TRANSLATION, 0, 1)

    offers.decline(texts.as_person(0), first.id, NoTranslationReason.NO_TIME)
    assert job.state is S.OFFERED
    offers.expire_due(later(texts.uow, hours=25))

    assert (first.no_reason, second.state) == (NoTranslationReason.NO_TIME, OfferState.EXPIRED)
    assert job.state is S.REQUESTED
    assert any("맡은 사람 없음" in each for each in subjects(texts.uow, texts.coordinator))
    with pytest.raises(Conflict):
        offers.accept(texts.as_person(1), second.id)


def test_a_step_is_returned_or_released_until_something_was_handed_in(texts: Texts) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    work.give_back(texts.as_person(0), step_of(job, K.TRANSLATION).id, NoTranslationReason.ILL)
    assert job.state is S.REQUESTED
    assert [s.interpreter_id for s in job.steps] == [None] * 3
    texts.taken(job, K.TRANSLATION, 0)
    work.release(texts.at_desk(), step_of(job, K.TRANSLATION).id)
    texts.taken(job, K.TRANSLATION, 1)
    texts.handed_in(job, K.TRANSLATION, 1)

    with pytest.raises(Conflict, match="handed in"):
        work.give_back(texts.as_person(1), step_of(job, K.CHECK).id, NoTranslationReason.ILL)
    with pytest.raises(Conflict, match="Nobody has"):
        work.release(texts.at_desk(), step_of(job, K.REVISION).id)


def test_what_was_handed_in_before_somebody_else_took_over_stays_hers(texts: Texts) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    texts.taken(job, K.REVISION, 1)
    texts.handed_in(job, K.TRANSLATION, 0)
    texts.handed_in(job, K.CHECK, 0)
    back = step_of(job, K.REVISION).id
    work.send_back(
        texts.as_person(1), back, K.TRANSLATION, CorrectionReason.MISSING, "3조가 없어요"
    )
    work.give_back(texts.as_person(0), step_of(job, K.TRANSLATION).id, NoTranslationReason.ILL)
    work.give_back(texts.as_person(1), back, NoTranslationReason.ILL)

    # Her text is in it: she does not revise it, but may translate on.
    with pytest.raises(Refused, match="cannot be asked"):
        texts.offered(job, K.REVISION, 0)
    texts.taken(job, K.TRANSLATION, 2)
    jobs.cancel(texts.as_counsellor(), job.id, CancelReason.NOT_NEEDED)

    # Whoever took over has handed in nothing: nothing is paid to her.
    assert [s.kind for s in job.steps if s.accepted_at is not None] == []


def test_a_yes_by_phone_is_entered_by_the_desk(texts: Texts) -> None:
    job = texts.asked_for()
    first, second = texts.offered(job, K.TRANSLATION, 0, 1)

    offers.record_no(texts.at_desk(), first.id, None)
    offers.record_yes(texts.at_desk(), second.id)

    assert (job.state, second.by_phone) == (S.ACCEPTED, True)
    with pytest.raises(Forbidden):
        offers.record_yes(texts.as_person(0), first.id)


def test_cancelling_tells_everybody_and_pays_what_was_handed_in(texts: Texts) -> None:
    job = texts.asked_for(review=True)
    texts.taken(job, K.TRANSLATION, 0)
    texts.handed_in(job, K.TRANSLATION, 0)
    (asked,) = texts.offered(job, K.REVISION, 1)

    jobs.cancel(texts.as_counsellor(), job.id, CancelReason.NOT_NEEDED)

    assert (job.state, asked.state) == (S.CANCELLED, OfferState.WITHDRAWN)
    paid = [s.kind for s in job.steps if s.accepted_at is not None]
    assert paid == [K.TRANSLATION]
    for user in texts.users[:2]:
        assert any(job.reference in each for each in subjects(texts.uow, user))
    with pytest.raises(Conflict):
        jobs.cancel(texts.as_counsellor(), job.id, CancelReason.MISTAKE)
    with pytest.raises(Conflict):
        answering.accept_delivery(texts.as_counsellor(), job.id)


def test_a_later_deadline_moves_what_is_not_handed_in(texts: Texts) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    texts.handed_in(job, K.TRANSLATION, 0)
    before = [s.due_at for s in job.steps]
    until = job.deadline_at + timedelta(days=5)

    jobs.move_deadline(texts.at_desk(), job.id, until)

    assert (job.steps[0].due_at, job.steps[-1].due_at) == (before[0], until)
    with pytest.raises(Refused):
        jobs.move_deadline(texts.at_desk(), job.id, texts.uow.now)


def test_the_clock_reminds_once_tells_what_is_late_and_forgets(texts: Texts) -> None:
    job = texts.asked_for()
    texts.taken(job, K.TRANSLATION, 0)
    due = step_of(job, K.TRANSLATION).due_at - texts.uow.now

    for hours in (-1, 1, 2):
        watching.watch(later(texts.uow, hours=due.total_seconds() / 3600 + hours))

    assert len([s for s in subjects(texts.uow, texts.users[0]) if "마감 임박" in s]) == 1
    assert len([s for s in subjects(texts.uow, texts.coordinator) if "기한 지남" in s]) == 1
    done = texts.delivered(note="용도: 진정서")
    watching.remind_of_answers(later(texts.uow, days=8))
    watching.remind_of_answers(later(texts.uow, days=9))
    told = subjects(texts.uow, texts.counsellor)
    assert len([s for s in told if "괜찮은가요" in s]) == 1
    answering.accept_delivery(texts.as_counsellor(), done.id)
    watching.forget_old(later(texts.uow, days=31))
    assert (done.encrypted_note, done.forgotten_at is not None) == ("", True)


def test_everything_wrong_with_a_wish_is_said_at_once(texts: Texts) -> None:
    wish = texts.wish(
        target=TextLanguage.VIETNAMESE, domain=None, amount=0, deadline_at=None, case_code="김철수"
    )

    with pytest.raises(Refused) as refused:
        jobs.ask(texts.as_counsellor(), wish)

    assert {*refused.value.problems} == {"target", "domain", "amount", "day", "case_code"}


def test_only_those_concerned_see_and_do_anything(texts: Texts) -> None:
    job = texts.asked_for(note="용도: 진정서")
    texts.taken(job, K.TRANSLATION, 0)
    (asked,) = texts.offered(job, K.REVISION, 1)
    foreign = some_texts(texts.uow, people=0)
    step = step_of(job, K.TRANSLATION)

    for act in (
        lambda: seen.see_job(foreign.as_counsellor(), job.id),
        lambda: jobs.cancel(foreign.as_counsellor(), job.id, CancelReason.OTHER),
        lambda: answering.accept_delivery(foreign.as_counsellor(), job.id),
        lambda: seen.see_job(texts.as_person(0), job.id),
        lambda: seen_own.see_own_step(texts.as_person(1), step.id),
        lambda: work.begin(texts.as_person(1), step.id),
        lambda: offers.accept(texts.as_person(0), asked.id),
        lambda: jobs.ask(texts.as_counsellor(), foreign.wish()),
    ):
        with pytest.raises(NotFound):
            act()
    for act in (
        lambda: offers.send(texts.as_counsellor(), job.id, TranslationStepKind.REVISION, [], None),
        lambda: jobs.ask(texts.as_person(0), texts.wish()),
        lambda: work.release(texts.as_person(0), step.id),
        lambda: jobs.move_deadline(texts.as_counsellor(), job.id, None),
        lambda: seen_own.see_own_work(texts.as_counsellor()),
    ):
        with pytest.raises(Forbidden):
            act()
    assert seen.see_job(texts.as_counsellor(), job.id).steps[0].offers == []
    assert seen_own.see_own_step(texts.as_person(0), step.id).note == "용도: 진정서"
