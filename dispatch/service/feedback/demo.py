"""What the demo has been told: complaints and praise in every state; everybody in it is invented."""

from dataclasses import replace
from datetime import timedelta

from dispatch.domain.feedback import FeedbackGiver, FeedbackKind, FeedbackTopic
from dispatch.service.feedback import giving, working
from dispatch.service.feedback.giving import FeedbackGiven
from dispatch.store.queries import feedback as queries
from foundation.database.work import UnitOfWork
from foundation.security.permissions import NOBODY, Actor
from interpreters.service import directory
from scheduling.domain.permissions import SchedulingPermission

K, T, G = FeedbackKind, FeedbackTopic, FeedbackGiver
# How far the office has come with each.
NEW, TAKEN, ANSWERED, CLOSED = range(4)
STORIES: tuple[tuple[int, int, FeedbackKind, FeedbackTopic, FeedbackGiver, str], ...] = (
    (1, NEW, K.COMPLAINT, T.SESSION, G.SERVICE_USER, "통역이 너무 빨라서 따라가기 어려웠어요."),
    (20, NEW, K.COMPLAINT, T.ORGANISATION, G.SOMEBODY_ELSE, "접수 창구에서 오래 기다렸어요."),
    (4, NEW, K.PRAISE, T.GENERAL, G.SERVICE_USER, "밤에도 전화 통역이 되어서 고마웠어요."),
    (9, TAKEN, K.COMPLAINT, T.GENERAL, G.INTERPRETER, "주차할 곳이 없는 장소가 많아요."),
    (6, TAKEN, K.PRAISE, T.SESSION, G.COUNSELLOR, "어려운 말을 쉽게 풀어 주셔서 상담이 잘됐어요."),
    (30, ANSWERED, K.COMPLAINT, T.SESSION, G.COUNSELLOR, "통역사가 십오 분 늦게 도착했어요."),
    (70, CLOSED, K.COMPLAINT, T.TRANSLATION, G.SOMEBODY_ELSE, "번역본의 날짜가 원문과 달라요."),
    (85, CLOSED, K.PRAISE, T.PERSON, G.COUNSELLOR, "병원 동행 통역이 세심했어요."),
)
NOTE = "관련 기관과 통화했고, 다음 주에 다시 확인하기로 했어요."
ANSWER = "알려 주셔서 고맙습니다. 사실을 확인했고, 같은 일이 없도록 안내를 고쳤어요."


def leave_feedback(
    uow: UnitOfWork, *, counsellor: Actor, interpreter: Actor, coordinator: Actor
) -> int:
    """Give each story on its day and bring it as far as it has come; how many."""
    givers = {G.COUNSELLOR: counsellor, G.INTERPRETER: interpreter}
    for days, state, kind, topic, giver, words in STORIES:
        then = replace(uow, actor=givers.get(giver, NOBODY), now=uow.now - timedelta(days=days))
        is_of_session = topic is T.SESSION and giver is G.COUNSELLOR
        reference = _reference(replace(then, actor=interpreter), counsellor)
        what = FeedbackGiven(
            kind=kind,
            topic=topic,
            giver=giver,
            words=words,
            reference=reference if is_of_session else "",
        )
        row = giving.give(then, what)
        desk = replace(then, actor=coordinator, now=then.now + timedelta(hours=5))
        if state >= TAKEN:
            working.take(desk, row.id)
            working.note(desk, row.id, NOTE)
        if state >= ANSWERED:
            working.answer(desk, row.id, ANSWER)
        if state == CLOSED:
            working.close(desk, row.id)
        if state == ANSWERED and is_of_session and reference:
            working.share(desk, row.id)
    return len(STORIES)


def _reference(uow: UnitOfWork, counsellor: Actor) -> str:
    """A request of the counsellor's organisation that the interpreter of the sign-in page had served by then; "" for none."""
    own = counsellor.organisations_for(SchedulingPermission.REQUEST_PLACE)
    return queries.reference_served(uow.db, directory.get_own(uow).id, own, uow.now)
