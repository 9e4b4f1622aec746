"""Every way in which an assignment ends has the same consequences, and there is one function for it."""

import ast
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa

from accounts.store.tables import User
from dispatch.domain import endings
from dispatch.domain.endings import Ending
from dispatch.domain.live import Said
from dispatch.domain.states import (
    ENDED,
    AssignmentState,
    ChangeKind,
    OfferState,
    PlaceState,
    ReturnReason,
    RunState,
)
from dispatch.service.live import dropping_out, reports
from dispatch.service.plans import letters, send
from dispatch.service.practicum import pairing, places
from dispatch.service.slots import assignments_ending, closing, offers, offers_undo
from dispatch.store.tables import Assignment, DraftAssignment, Offer, PlanRun, PracticumPlace
from foundation.database.audit import list_entries
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message, MessageState
from foundation.security.permissions import the_system
from interpreters.domain.events import EligibilityLost, StandingMoved
from interpreters.domain.standing import Standing
from interpreters.store.tables import SpokenLanguage
from scheduling.domain.events import LeaveTaken, SessionCancelled, SessionChanged
from scheduling.domain.states import Attendee, SessionState
from scheduling.store.tables import CounsellingSession
from tests.architecture.sources import name_of, nodes, of_the_product
from tests.dispatch.acting import acting, ask, assign, later, subjects
from tests.factories import a_coordinator, a_session, a_site
from tests.factories.dispatch import a_signed_up_interpreter
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from training.store.tables import PracticeEntry

SYSTEM = the_system()
FREED, GIVEN_BACK = "Released", "Interpreter withdrew"
# She loses the following session too: one letter tells of both.
BOTH = frozenset({"2 things to check"})


class Case:
    """A mentor who accepted a session of Thursday, her trainee beside her, and one more session."""

    def __init__(self, uow: UnitOfWork) -> None:
        self.uow = uow
        self.coordinator = a_coordinator(uow, language="en")
        self.mentor, self.user = a_mentor(uow)
        trainee, self.trainee_user = a_trainee(uow)
        a_mentorship(uow, self.mentor, trainee)
        day = uow.today + timedelta(days=3)
        self.session = a_session(uow, day=day, trainee_welcome=True)
        self.requester = self.session.request.requester
        for reader in (self.user, self.trainee_user, self.requester):
            reader.language = "en"
        self.offer = ask(uow, self.session, self.mentor)
        self.assignment = offers.accept(acting(uow, self.user), self.offer.id)
        suwon = a_site(uow, city="suwon")
        self.following = assign(
            uow, a_session(uow, day=day, start="14:00", site=suwon), self.mentor
        )
        pairing.pair(uow, day, day)
        self.place = uow.db.scalars(sa.select(PracticumPlace)).one()
        places.confirm(acting(uow, self.trainee_user), self.place.id)
        # The confirmation of the assignment waits; everything else has gone out.
        about_it = Message.about == f"assignment:{self.assignment.id}"
        uow.db.execute(sa.update(Message).where(~about_it).values(state=MessageState.SENT))

    def pin(self) -> None:
        assignments_ending.set_pinned(self.uow, self.assignment.id, pinned=True)

    def news_to(self, user: User) -> set[str]:
        """What waits to be sent to somebody, without the day."""
        waiting = sa.select(Message.subject).where(
            Message.to == user.email, Message.state == MessageState.WAITING
        )
        return {subject.partition(":")[0] for subject in self.uow.db.scalars(waiting)}


def release(case: Case) -> None:
    assignments_ending.release(case.uow, case.assignment.id)


def replace(case: Case) -> None:
    other, _ = a_signed_up_interpreter(case.uow)
    assignments_ending.replace(case.uow, case.assignment.id, other.id)


def send_plan(case: Case) -> None:
    """A draft that takes her out of the slot."""
    uow, session = case.uow, case.session
    run = PlanRun(
        first_day=session.day,
        last_day=session.day,
        state=RunState.DONE,
        requested_by=None,
        created_at=uow.now,
        limit_seconds=1,
    )
    uow.db.add(run)
    uow.db.flush()
    draft = DraftAssignment(
        run_id=run.id,
        session_id=session.id,
        slot_no=1,
        kind=ChangeKind.TAKEN,
        starts_at=session.starts_at,
        modality=session.modality,
        previous_interpreter_id=case.mentor.id,
    )
    uow.db.add(draft)
    uow.db.flush()
    sending = send.ask_to_send(uow, run.id)
    letters.write_now(uow, sending.id)


def undo_answer(case: Case) -> None:
    offers_undo.undo_answer(acting(later(case.uow, minutes=5), case.user), case.offer.id)


def give_back(case: Case) -> None:
    assignments_ending.withdraw(acting(case.uow, case.user), case.assignment.id, ReturnReason.ILL)


def take_leave(case: Case) -> None:
    case.uow.announce(LeaveTaken(case.mentor.id, case.session.day, case.session.day))


def be_suspended(case: Case) -> None:
    case.mentor.standing = Standing.SUSPENDED
    case.uow.announce(StandingMoved(case.mentor.id, Standing.SUSPENDED))


def lose_the_language(case: Case) -> None:
    spoken = SpokenLanguage.interpreter_id == case.mentor.id
    case.uow.db.execute(sa.delete(SpokenLanguage).where(spoken))
    case.uow.announce(EligibilityLost(case.mentor.id))


def change_session(case: Case) -> None:
    for name in ("starts_at", "earliest_start_at", "latest_start_at"):
        setattr(case.session, name, getattr(case.session, name) + timedelta(days=1))
    case.session.day += timedelta(days=1)
    case.uow.announce(SessionChanged(case.session.id))


def cancel_session(case: Case) -> None:
    case.session.state = SessionState.CANCELLED
    case.uow.announce(SessionCancelled(case.session.id, late=False))


def be_over(case: Case) -> None:
    closing.close_ended_sessions(later(case.uow, days=4))


def drop_out(case: Case) -> None:
    on_the_day = later(case.uow, days=2, hours=20)
    dropping_out.drop_out(acting(on_the_day, case.user), case.assignment.id, ReturnReason.ILL)


def wait_in_vain(case: Case) -> None:
    nobody_came(case, Attendee.SERVICE_USER)


def not_come(case: Case) -> None:
    nobody_came(case, Attendee.INTERPRETER)


def nobody_came(case: Case, absent: Attendee) -> None:
    an_hour_after = later(case.uow, days=2, hours=23)
    said = Said(was_held=False, absent=absent)
    counsellor = acting(an_hour_after, case.requester)
    reports.report_as_counsellor(counsellor, case.session.request_id, said)


@dataclass(frozen=True, kw_only=True)
class Way:
    """A way to end, the kind of ending, and what is particular about it."""

    act: Callable[[Case], None]
    ending: Ending
    session: SessionState = SessionState.REQUESTED
    to_interpreter: frozenset[str] = frozenset()
    to_coordinators: frozenset[str] = frozenset()
    to_requester: frozenset[str] = frozenset({"We are looking again"})
    pinned: bool = True
    ends_following: bool = False
    was_there: bool = False


WAYS = (
    Way(
        act=release,
        ending=endings.RELEASED,
        to_interpreter=frozenset({FREED}),
        pinned=False,
    ),
    Way(
        act=replace,
        ending=endings.REPLACED,
        session=SessionState.STAFFED,
        to_interpreter=frozenset({FREED}),
        to_requester=frozenset(),
        pinned=False,
    ),
    Way(
        act=send_plan,
        ending=endings.MOVED_BY_PLAN,
        to_interpreter=frozenset({FREED}),
        pinned=False,
    ),
    Way(
        act=undo_answer,
        ending=endings.ANSWER_UNDONE,
        session=SessionState.PLANNED,
        to_coordinators=frozenset({"An acceptance was undone"}),
    ),
    Way(
        act=give_back,
        ending=endings.GIVEN_BACK,
        to_coordinators=frozenset({GIVEN_BACK}),
    ),
    Way(
        act=take_leave,
        ending=endings.ON_LEAVE,
        to_interpreter=frozenset({FREED}),
        to_coordinators=BOTH,
        ends_following=True,
    ),
    Way(
        act=be_suspended,
        ending=endings.NO_LONGER_ELIGIBLE,
        to_interpreter=frozenset({FREED}),
        to_coordinators=BOTH,
        ends_following=True,
    ),
    Way(
        act=lose_the_language,
        ending=endings.NO_LONGER_ELIGIBLE,
        to_interpreter=frozenset({FREED}),
        to_coordinators=BOTH,
        ends_following=True,
    ),
    Way(
        act=change_session,
        ending=endings.SESSION_CHANGED,
        session=SessionState.PLANNED,
        to_interpreter=frozenset({FREED, "Can you interpret on Friday 27 November?"}),
    ),
    Way(
        act=cancel_session,
        ending=endings.SESSION_CANCELLED,
        session=SessionState.CANCELLED,
        to_interpreter=frozenset({"Session cancelled"}),
        to_requester=frozenset(),
    ),
    Way(
        act=be_over,
        ending=endings.SERVED,
        session=SessionState.HELD,
        to_requester=frozenset(),
        ends_following=True,
    ),
    Way(
        act=drop_out,
        ending=endings.DROPPED_OUT,
        to_coordinators=frozenset({"Cannot go any more"}),
    ),
    Way(
        act=wait_in_vain,
        ending=endings.WAITED_IN_VAIN,
        session=SessionState.NOT_DELIVERED,
        to_requester=frozenset(),
        was_there=True,
    ),
    Way(
        act=not_come,
        ending=endings.DID_NOT_COME,
        session=SessionState.NOT_DELIVERED,
        to_requester=frozenset(),
    ),
)


def test_the_table_has_every_ending() -> None:
    every = {each for each in vars(endings).values() if isinstance(each, Ending)}
    assert {way.ending for way in WAYS} == every
    assert len(every) == len({ending.reason for ending in every})


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.act.__name__)
def test_every_way_has_the_same_consequences(any_office: Office, way: Way) -> None:
    with begin(any_office, SYSTEM) as uow:
        case = Case(uow)
        if way.pinned:
            case.pin()
        way.act(case)
    with begin(any_office, SYSTEM) as uow:
        case.uow = uow
        row = uow.db.get_one(Assignment, case.assignment.id)
        assert (row.state, row.pinned) == (way.ending.into, False)
        assert row.state in ENDED
        assert row.ended_at is not None
        check_audit(case, way)
        check_session(case, way)
        check_trainee(case, way)
        check_news(case, way)
        check_following(case, way)
        check_practice(case, way)


def check_audit(case: Case, way: Way) -> None:
    """One entry names the ending."""
    entries = list_entries(case.uow.db, subject=str(case.assignment.id))
    ended = [e for e in entries if e.name in {f"assignment.{state}" for state in ENDED}]
    assert [e.name for e in ended] == [f"assignment.{way.ending.into}"]
    assert ended[0].facts == {
        "session": str(case.session.id),
        "interpreter": str(case.mentor.id),
        "reason": way.ending.reason,
    }


def check_session(case: Case, way: Way) -> None:
    """Its state follows its slots."""
    assert case.uow.db.get_one(CounsellingSession, case.session.id).state is way.session


def check_trainee(case: Case, way: Way) -> None:
    """She is free, or waits for her minutes."""
    place = case.uow.db.get_one(PracticumPlace, case.place.id)
    freed = way.ending.is_early
    assert place.state is (PlaceState.RELEASED if freed else PlaceState.DONE)
    assert case.news_to(case.trainee_user) == ({"Practicum cancelled"} if freed else set())


def check_news(case: Case, way: Way) -> None:
    """Who is notified; the confirmation that still waited is kept back every time."""
    assert case.news_to(case.user) == way.to_interpreter
    assert case.news_to(case.coordinator) == way.to_coordinators
    assert case.news_to(case.requester) == way.to_requester


def check_following(case: Case, way: Way) -> None:
    """The way to her next session of that day begins at home again."""
    following = case.uow.db.get_one(Assignment, case.following.id)
    if way.ends_following:
        assert following.state is way.ending.into
    else:
        assert following.state is AssignmentState.CONFIRMED
        assert (following.busy_from < following.starts_at) is way.was_there


def check_practice(case: Case, way: Way) -> None:
    """Only what was served is practice."""
    of_it = sa.select(PracticeEntry).where(PracticeEntry.assignment_id == case.assignment.id)
    assert len(case.uow.db.scalars(of_it).all()) == (way.ending is endings.SERVED)


def test_an_undone_answer_leaves_the_question_open_and_the_assignment_without_it(
    any_office: Office,
) -> None:
    with begin(any_office, SYSTEM) as uow:
        case = Case(uow)
        case.pin()
        undo_answer(case)
        again = offers.accept(acting(later(uow, minutes=6), case.user), case.offer.id)
        assert (case.assignment.offer_id, again.offer_id) == (None, case.offer.id)
        assert uow.db.get_one(Offer, case.offer.id).state is OfferState.ACCEPTED
        assert not again.pinned
        assert "Confirmed: Thursday 26 November" in subjects(uow, case.user)


def _ends_an_assignment(node: ast.AST) -> bool:
    """Writing an ended state into a row, updating the table past the rows, or a new kind of ending."""
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        about = {getattr(arg, "id", "") for arg in node.args}
        writes = [word.value for word in node.keywords if word.arg in {"state", "into"}]
        return (name in {"update", "delete"} and "Assignment" in about) or any(
            _is_ended(value) for value in writes
        )
    if isinstance(node, ast.Assign):
        targets = [each for target in node.targets for each in ast.walk(target)]
        names = {target.attr for target in targets if isinstance(target, ast.Attribute)}
        return "state" in names and any(_is_ended(each) for each in ast.walk(node.value))
    return False


def _is_ended(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in {"AssignmentState", "A"}
        and node.attr in {state.name for state in ENDED}
    )


def test_no_other_place_ends_an_assignment() -> None:
    found = {
        name_of(path)
        for path in of_the_product()
        for node in nodes(path)
        if _ends_an_assignment(node)
    }
    assert found == {"dispatch/domain/endings.py"}


@pytest.mark.parametrize(
    "line",
    [
        "row.state = AssignmentState.WITHDRAWN",
        "row.state, row.ended_at = AssignmentState.COMPLETED, now",
        "sa.update(Assignment).values(state=other)",
        "query.values(state=AssignmentState.RELEASED)",
    ],
)
def test_the_search_finds_such_places(line: str) -> None:
    """The control: what used to stand in the code would be found."""
    assert any(_ends_an_assignment(node) for node in ast.walk(ast.parse(line)))
