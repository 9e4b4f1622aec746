"""Nobody is bound to more violence sessions on a day than allowed, however many answers come at once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Barrier, Event, Thread
from uuid import UUID

import pytest
import sqlalchemy as sa

from dispatch.domain.eligibility import RuleCode
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import BLOCKING
from dispatch.service.slots import assignments, offers
from dispatch.store.queries import assignments as queries
from dispatch.store.tables import Assignment, Offer
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, DomainError, Refused
from foundation.security.permissions import Actor, the_system
from foundation.text.i18n import translate
from interpreters.store.tables import Interpreter
from tests.dispatch.acting import ask
from tests.factories import a_session, as_actor
from tests.factories.dispatch import a_signed_up_interpreter, an_assignment, an_offer
from tests.threads import at_once
from tests.transactions import in_office

LIMIT = 2
# Far enough from each other that only the rule stands between somebody and all of them.
STARTS = ("09:00", "11:00", "13:00", "15:00", "17:00")


@dataclass(frozen=True)
class Answer:
    """Somebody who says yes to one of several violence sessions of a day."""

    actor: Actor
    who: UUID
    offer: UUID
    start: Barrier


def somebody(uow: UnitOfWork, name: str = "응우옌 티 하인") -> tuple[Interpreter, Actor]:
    """Certified for violence, checked."""
    vetted = uow.today.replace(year=uow.today.year + 1)
    person, user = a_signed_up_interpreter(uow, name, levels=("L3-DV",), vetted_until=vetted)
    return person, as_actor(uow, user)


def asked(uow: UnitOfWork, people: int) -> list[Answer]:
    """Each is asked for five violence sessions of one day."""
    found: list[Answer] = []
    for n in range(people):
        (person, actor), together = somebody(uow, f"Hạnh {n}"), Barrier(len(STARTS))
        for start in STARTS:
            offer = an_offer(uow, a_session(uow, domain="violence", start=start), person)
            found.append(Answer(actor, person.id, offer.id, together))
    return found


def say_yes(office: Office, answer: Answer) -> str:
    """Accept as soon as all of this person's answers are on their way."""
    answer.start.wait(timeout=60)
    try:
        with begin(office, answer.actor) as uow:
            offers.accept(uow, answer.offer)
    except DomainError:
        return "refused"
    return "bound"


def bound(office: Office) -> Counter[UUID]:
    """How many sessions everybody is bound to."""
    with begin(office, the_system()) as uow:
        query = sa.select(Assignment.interpreter_id).where(Assignment.state.in_(BLOCKING))
        return Counter(uow.db.scalars(query))


def with_limit(office: Office, limit: int) -> Office:
    """The same office with another limit."""
    own = replace(office.settings.of(DispatchSettings), heavy_sessions_per_day=limit)
    sections = {**office.settings.sections, DispatchSettings: own}
    return replace(office, settings=replace(office.settings, sections=sections))


@pytest.mark.parametrize("limit", [LIMIT, 0])
@pytest.mark.parametrize("people", [2, pytest.param(20, marks=pytest.mark.slow)])
def test_of_five_answers_at_once_only_two_bind(any_office: Office, people: int, limit: int) -> None:
    """Without a limit, the control, all five do."""
    office = with_limit(any_office, limit)
    answers = in_office(office, lambda uow: asked(uow, people))

    ended = at_once(lambda answer: say_yes(office, answer), answers)

    each = limit or len(STARTS)
    assert ended.count("bound") == people * each
    assert set(bound(office).values()) == {each}


def caught_in_the_act(office: Office) -> tuple[bool, int]:
    """Somebody with one violence session says yes to a third while being given a second.

    Whether the answer waited for the transaction that gives, and to how many they are bound.
    """

    def prepare(uow: UnitOfWork) -> tuple[Answer, UUID]:
        person, actor = somebody(uow)
        an_assignment(uow, a_session(uow, domain="violence", start=STARTS[0]), person)
        offer = an_offer(uow, a_session(uow, domain="violence", start=STARTS[2]), person)
        given = a_session(uow, domain="violence", start=STARTS[1])
        return Answer(actor, person.id, offer.id, Barrier(2)), given.id

    answer, given = in_office(office, prepare)
    ended = Event()

    def accept() -> None:
        say_yes(office, answer)
        ended.set()

    answering = Thread(target=accept)
    with begin(office, the_system()) as uow:
        start = queries.lock_sessions(uow.db, [given])[0].starts_at
        assignments.assign(
            uow, session_id=given, slot_no=1, interpreter_id=answer.who, starts_at=start
        )
        answering.start()
        answer.start.wait(timeout=60)
        waited = not ended.wait(timeout=0.6)
    answering.join(timeout=60)
    return waited, bound(office)[answer.who]


def test_an_answer_waits_for_whoever_is_giving_another_session(any_office: Office) -> None:
    assert caught_in_the_act(any_office) == (True, LIMIT)


@pytest.mark.database
def test_without_the_lock_on_the_interpreter_a_third_slips_through(
    postgres_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control; on SQLite writing transactions are alone anyway."""

    def unlocked(uow: UnitOfWork, interpreter_id: UUID) -> Interpreter | None:
        return queries.find_interpreter(uow.db, interpreter_id)

    monkeypatch.setattr(assignments, "lock_interpreter", unlocked)
    assert caught_in_the_act(postgres_office) == (False, LIMIT + 1)


def two_already(uow: UnitOfWork) -> tuple[Interpreter, Actor]:
    """Somebody with two violence sessions on one day, one of them over already."""
    person, actor = somebody(uow)
    for start, state in zip(STARTS, ("completed", "confirmed"), strict=False):
        session = a_session(uow, domain="violence", start=start)
        an_assignment(uow, session, person, state=state)
    return person, actor


def test_whoever_would_accept_a_third_is_refused_in_words(any_office: Office) -> None:
    def ask(uow: UnitOfWork) -> tuple[Actor, UUID]:
        person, actor = two_already(uow)
        return actor, an_offer(uow, a_session(uow, domain="violence", start="15:00"), person).id

    actor, offer = in_office(any_office, ask)
    with pytest.raises(Conflict) as refused, begin(any_office, actor) as uow:
        offers.accept(uow, offer)
    assert translate(refused.value.reason, "ko") == (
        "응우옌 티 하인 님: 부담이 큰 통역은 하루 2회까지인데 3회가 돼요."
    )
    assert translate(refused.value.reason, "en") == (
        "응우옌 티 하인: 3 heavy sessions that day; the limit is 2."
    )


def give(override_reason: str) -> Callable[[UnitOfWork], str]:
    """A coordinator gives a third by hand; the reason that is kept."""

    def act(uow: UnitOfWork) -> str:
        person, _ = two_already(uow)
        third = a_session(uow, domain="violence", start="15:00")
        return assignments.assign(
            uow,
            session_id=third.id,
            slot_no=1,
            interpreter_id=person.id,
            starts_at=third.starts_at,
            override_reason=override_reason,
        ).override_reason

    return act


def test_a_coordinator_gives_a_third_only_with_a_reason_that_is_kept(office: Office) -> None:
    with pytest.raises(Refused, match=r"heavy sessions that day.*Give a reason"):
        in_office(office, give(""))
    assert in_office(office, give("Nobody else speaks Thai.")) == "Nobody else speaks Thai."


def asked_late(uow: UnitOfWork) -> tuple[Offer, Interpreter, UnitOfWork]:
    """Somebody asked for a violence session outside her hours, with a reason; and the work as hers."""
    person, actor = somebody(uow)
    late = a_session(uow, domain="violence", start="20:00")
    offer = ask(uow, late, person, override_reason="저녁에도 된다고 하셨음")
    return offer, person, replace(uow, actor=actor)


def test_a_reason_for_her_hours_excuses_no_third_violence_session(uow: UnitOfWork) -> None:
    offer, person, hers = asked_late(uow)
    assert offer.overridden == [RuleCode.AVAILABILITY]
    for start in STARTS[:LIMIT]:
        an_assignment(uow, a_session(uow, domain="violence", start=start), person)

    with pytest.raises(Conflict) as refused:
        offers.accept(hers, offer.id)
    assert "heavy" in translate(refused.value.reason, "en")


def test_what_was_excused_when_she_was_asked_stays_excused(uow: UnitOfWork) -> None:
    """The control: nothing else came up meanwhile."""
    offer, _, hers = asked_late(uow)
    assert offers.accept(hers, offer.id).override_reason == "저녁에도 된다고 하셨음"
