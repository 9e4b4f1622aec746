"""Complaints and praise: from anybody, kept confidential, worked on once, answered to whom they came from."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from accounts.service import memberships
from accounts.store.tables import User
from dispatch.domain.feedback import (
    FeedbackGiver,
    FeedbackKind,
    FeedbackState,
    FeedbackTopic,
    plain_code,
)
from dispatch.service.feedback import giving, working
from dispatch.service.feedback.giving import FeedbackGiven
from dispatch.store.queries import feedback as queries
from dispatch.store.tables import Feedback
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused, TooOften
from foundation.security.permissions import NOBODY, the_system
from scheduling.store.tables import CounsellingSession
from tests.dispatch.acting import acting, subjects
from tests.factories import a_coordinator, a_request, a_session, a_user, an_interpreter
from tests.factories.dispatch import an_assignment
from tests.signing_in import sign_in

SYSTEM = the_system()
COMPLAINT = FeedbackGiven(
    kind=FeedbackKind.COMPLAINT,
    topic=FeedbackTopic.SESSION,
    giver=FeedbackGiver.COUNSELLOR,
    words="십오 분 늦었어요.",
)
PRAISE = replace(COMPLAINT, kind=FeedbackKind.PRAISE, words="친절했어요.")


def a_served_session(uow: UnitOfWork) -> tuple[CounsellingSession, UnitOfWork, UnitOfWork]:
    """A session with the unit of work of its counsellor and of its interpreter."""
    user = a_user(uow, Role.INTERPRETER)
    session = a_session(uow, request=a_request(uow))
    an_assignment(uow, session, an_interpreter(uow, "하인", user=user))
    counsellor = session.request.requester
    return session, acting(uow, counsellor), acting(uow, user)


def test_it_is_worked_on_once_and_its_giver_is_told(any_office: Office) -> None:
    with begin(any_office, SYSTEM) as uow:
        desk_user = a_coordinator(uow)
        desk = acting(uow, desk_user)
        session, counsellor, interpreter = a_served_session(uow)
        given = replace(COMPLAINT, reference=session.request.reference)
        row = giving.give(counsellor, given)
        assert row.interpreter_id is not None
        assert subjects(uow, desk_user) == ["불만·칭찬 접수"]
        assert row.due_on == uow.today + timedelta(days=14)

        working.take(desk, row.id)
        with pytest.raises(Conflict, match="by now"):
            working.take(desk, row.id)
        working.note(desk, row.id, "통화함")
        assert working.list_about_me(interpreter) == []
        working.share(desk, row.id)
        assert [each.words for each in working.list_about_me(interpreter)] == ["십오 분 늦었어요."]
        working.answer(desk, row.id, "안내했어요.")
        assert [each.answer for each in giving.list_own(counsellor)] == ["안내했어요."]
        assert "센터의 답변이 있어요" in subjects(uow, session.request.requester)
        working.close(desk, row.id)
        seen = working.read(desk, row.id)
        assert (seen.row.state, [text for _, text in seen.notes]) == (
            FeedbackState.CLOSED,
            ["통화함"],
        )


def test_the_move_of_whoever_comes_second_changes_nothing(any_office: Office) -> None:
    """The state is asked for in the statement that changes it: without that, the second would win as well."""
    with begin(any_office, SYSTEM) as uow:
        desk = acting(uow, a_coordinator(uow))
        row = giving.give(replace(uow, actor=NOBODY), COMPLAINT)
        me = desk.actor.user_id
        moves = [
            queries.move(
                uow.db, row.id, FeedbackState.RECEIVED, FeedbackState.IN_WORK, assigned_to_id=me
            )
            for _ in range(2)
        ]
        assert moves == [True, False]


def test_it_is_given_to_somebody_who_is_told_and_by_one_of_two(any_office: Office) -> None:
    with begin(any_office, SYSTEM) as uow:
        first, second, third = (a_coordinator(uow) for _ in range(3))
        row = giving.give(replace(uow, actor=NOBODY), COMPLAINT)
        desk = acting(uow, first)
        working.assign(desk, row.id, second.id, None)
        assert (row.state, row.assigned_to_id) == (FeedbackState.IN_WORK, second.id)
        assert subjects(uow, second)[-1] == "담당할 불만·칭찬이 있어요"
        # Somebody who has the page open from before is told, and nothing changes.
        with pytest.raises(Conflict, match="Open it again"):
            working.assign(desk, row.id, third.id, None)
        assert row.assigned_to_id == second.id
        working.assign(desk, row.id, third.id, second.id)
        assert row.assigned_to_id == third.id
        counsellor = a_user(uow, Role.COUNSELLOR)
        for stranger in (counsellor.id, None):
            with pytest.raises(Refused):
                working.assign(desk, row.id, stranger, third.id)
        working.answer(desk, row.id, "안내했어요.")
        with pytest.raises(Conflict):
            working.assign(desk, row.id, first.id, third.id)


def test_whom_a_complaint_is_about_does_not_work_on_it(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session, _, interpreter = a_served_session(uow)
        other, me = a_coordinator(uow), interpreter.actor.user_id
        user = uow.db.get_one(User, me)
        memberships.add(uow, user, session.request.organisation_id, Role.COORDINATOR)
        mine, desk = acting(uow, user), acting(uow, other)
        given = replace(COMPLAINT, reference=session.request.reference)
        row = giving.give(desk, given)
        praise = giving.give(desk, replace(given, kind=FeedbackKind.PRAISE))
        for act in (working.read, working.take, working.share, working.close):
            with pytest.raises(NotFound):
                act(mine, row.id)
        with pytest.raises(Refused):
            working.assign(desk, row.id, me, None)
        listed = uow.db.scalars(working.select_all(mine, None, None)).unique().all()
        assert [each.id for each in listed] == [praise.id]
        assert (working.count_open(mine), working.count_open(desk)) == (1, 2)
        assert [each.id for each in working.list_workers(desk, row)] == [other.id]
        working.remind_of_due(replace(uow, now=uow.now + timedelta(days=30)))
        # The letters are of the praise: that it came in, and that it is due.
        assert len(subjects(uow, user)) == 2


def test_whoever_works_on_it_is_reminded_once_before_it_is_due(any_office: Office) -> None:
    told = "답변을 기다리는 불만·칭찬이 있어요"
    with begin(any_office, SYSTEM) as uow:
        one, other = a_coordinator(uow), a_coordinator(uow)
        mine = giving.give(replace(uow, actor=NOBODY), COMPLAINT)
        giving.give(replace(uow, actor=NOBODY), PRAISE)
        working.take(acting(uow, one), mine.id)
        later = replace(uow, now=uow.now + timedelta(days=12))
        working.remind_of_due(later)
        assert told not in subjects(uow, one)
        later = replace(uow, now=uow.now + timedelta(days=13))
        for _ in range(2):
            working.remind_of_due(later)
        # One for hers, one for the one that nobody has taken up.
        assert (subjects(uow, one).count(told), subjects(uow, other).count(told)) == (2, 1)


def test_praise_is_shown_and_a_complaint_only_when_the_office_shares_it(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session, counsellor, interpreter = a_served_session(uow)
        for what in (COMPLAINT, PRAISE):
            giving.give(counsellor, replace(what, reference=session.request.reference))
        # Read by the centre first: what is called praise may be none.
        assert working.list_about_me(interpreter) == []
        person = uow.db.scalars(sa.select(User).where(User.id == interpreter.actor.user_id)).one()
        praised = uow.db.scalars(sa.select(Feedback).where(Feedback.kind == FeedbackKind.PRAISE))
        working.take(acting(uow, a_coordinator(uow)), praised.one().id)
        assert subjects(uow, person) == ["칭찬이 왔어요"]
        assert [each.words for each in working.list_about_me(interpreter)] == ["친절했어요."]
        for other in (counsellor, interpreter):
            row = uow.db.scalars(sa.select(Feedback)).first()
            assert row is not None
            with pytest.raises(Forbidden):
                working.read(other, row.id)
        is_praise = Feedback.kind == FeedbackKind.PRAISE
        praise = uow.db.scalars(sa.select(Feedback).where(is_praise)).one()
        desk = acting(uow, a_coordinator(uow))
        with pytest.raises(Conflict):
            working.share(desk, praise.id)


def test_without_a_name_nothing_says_who_it_was(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        _, counsellor, _ = a_served_session(uow)
        row = giving.give(counsellor, replace(COMPLAINT, anonymous=True))
        assert row.given_by_id is row.entered_by_id is None
        trail = uow.db.scalars(sa.select(AuditEntry).where(AuditEntry.subject == str(row.id)))
        assert [(each.actor_id, each.actor_name) for each in trail] == [(None, NOBODY.name)]
        assert "십오" not in row.encrypted_words
        letters = uow.db.scalars(sa.select(Message.body)).all()
        assert all("십오" not in body for body in letters)
        seen = giving.look_up(
            replace(uow, actor=NOBODY), f"{row.code[:5]}-{row.code[5:].lower()}", "x"
        )
        assert (seen.state, seen.answer) == (FeedbackState.RECEIVED, "")
        with pytest.raises(NotFound):
            giving.look_up(uow, "AAAAABBBBB", "x")
        assert plain_code(" abc-23 ") == "ABC23"


def test_a_number_counts_from_whoever_may_know_the_request(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        session, _, interpreter = a_served_session(uow)
        given = replace(COMPLAINT, reference=session.request.reference)
        stranger = acting(uow, a_user(uow, Role.COUNSELLOR))
        for other in (stranger, replace(uow, actor=NOBODY)):
            with pytest.raises(Refused) as refusal:
                giving.give(other, given)
            assert "reference" in refusal.value.problems
        # One's own session: it is about nobody else.
        assert giving.give(interpreter, given).interpreter_id is None


def test_every_fault_is_named_at_once(office: Office) -> None:
    empty = FeedbackGiven(kind=None, topic=None, giver=None, words=" ")
    with begin(office, SYSTEM) as uow, pytest.raises(Refused) as refusal:
        giving.give(replace(uow, actor=NOBODY), empty)
    assert set(refusal.value.problems) == {"kind", "topic", "giver", "words"}


def test_somebody_without_an_account_gives_so_many_in_an_hour(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        for _ in range(giving.MOST_PER_HOUR):
            giving.count(uow, "203.0.113.1")
        with pytest.raises(TooOften):
            giving.count(uow, "203.0.113.1")


def test_an_account_gives_as_many_wherever_it_is_and_the_office_writes_down_all(
    office: Office, web: FlaskClient
) -> None:
    with begin(office, SYSTEM) as uow:
        user, desk = a_user(uow, Role.COUNSELLOR), a_coordinator(uow)
        for n in range(giving.MOST_PER_HOUR + 1):
            giving.count(acting(uow, desk), f"203.0.113.{n}")
        for n in range(giving.MOST_PER_HOUR - 1):
            giving.count(acting(uow, user), f"203.0.113.{n}")
    sign_in(web, user)
    form = {"kind": "praise", "topic": "general", "giver": "counsellor", "words": "고마워요"}
    assert web.post("/feedback", data=form).status_code == 200
    refused = web.post("/feedback", data=form)
    assert refused.status_code == 429
    assert "고마워요" in refused.text


def test_what_was_refused_is_not_counted(office: Office, web: FlaskClient) -> None:
    form = {"kind": "praise", "topic": "general", "giver": "service_user", "words": ""}
    for _ in range(giving.MOST_PER_HOUR + 1):
        assert web.post("/feedback", data=form).status_code == 422
    form["words"] = "고마워요"
    for _ in range(giving.MOST_PER_HOUR):
        assert web.post("/feedback", data=form).status_code == 200
    assert web.post("/feedback", data=form).status_code == 429
    with begin(office, SYSTEM) as uow:
        assert len(uow.db.scalars(sa.select(Feedback)).all()) == giving.MOST_PER_HOUR


def test_the_pages(office: Office, web: FlaskClient) -> None:
    form = {"kind": "praise", "topic": "general", "giver": "service_user", "words": "고마워요"}
    page = web.post("/feedback", data=form).get_data(as_text=True)
    assert web.post("/feedback", data={}).status_code == 422
    with begin(office, SYSTEM) as uow:
        row = uow.db.scalars(sa.select(Feedback)).one()
        user = a_coordinator(uow)
        assert row.code[:5] in page
    assert web.post("/feedback/look-up", data={"code": row.code}).status_code == 200
    assert web.post("/feedback/look-up", data={"code": "NOTHING"}).status_code == 404
    sign_in(web, user)
    assert "칭찬" in web.get("/dispatch/feedback").get_data(as_text=True)
    assert web.post(f"/dispatch/feedback/{row.id}/take").status_code == 303
    assert web.post(f"/dispatch/feedback/{row.id}/answer", data={"answer": ""}).status_code == 422
    assert web.post(f"/dispatch/feedback/{row.id}/answer", data={"answer": "네"}).status_code == 303
    assert "네" in web.get(f"/dispatch/feedback/{row.id}").get_data(as_text=True)
