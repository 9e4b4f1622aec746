"""Whoever is being asked keeps the slot, and the time, while a plan is made."""

from dispatch.service.engine.snapshot import FIXED, take_snapshot
from dispatch.service.situation.reading import read_situation
from foundation.database.work import UnitOfWork
from tests import factories as make
from tests.dispatch.engine.test_translate import first_plan, names, someone, take
from tests.factories.dispatch import an_offer as offer_to


def test_a_slot_that_several_are_asked_for_is_left_alone_and_their_time_kept(
    uow: UnitOfWork,
) -> None:
    people = [someone(uow), someone(uow)]
    asked, raced = make.a_session(uow), make.a_session(uow, start="14:00")
    meanwhile = make.a_session(uow, start="14:00")
    offer_to(uow, asked, people[0])
    for person in people:
        offer_to(uow, raced, person)
    one, other = (str(person.id) for person in people)
    problem = take(uow).problem
    assert {s.id: names(s.held_by) for s in problem.sessions if not s.id.startswith(FIXED)} == {
        f"{asked.id}/1": (one,),
        str(meanwhile.id): (),
    }
    fixed = {s.id: names(s.pinned) for s in problem.sessions if s.id.startswith(FIXED)}
    assert fixed == {f"{FIXED}{raced.id}/{who}": (who,) for who in (one, other)}
    assert str(meanwhile.id) in first_plan(problem).unfilled


def test_a_question_to_one_person_stands_in_a_plan_but_may_be_mended_by_a_repair(
    uow: UnitOfWork,
) -> None:
    able, unable = someone(uow), someone(uow, levels=())
    asked, wrong = make.a_session(uow), make.a_session(uow, start="14:00")
    offer_to(uow, asked, able)
    offer_to(uow, wrong, unable)
    day = asked.day
    situation = read_situation(uow, day, day)
    problem = take_snapshot(situation, questions_stand=True).problem
    pinned = {s.id: names(s.pinned) for s in problem.sessions}
    assert pinned == {f"{asked.id}/1": (str(able.id),), f"{wrong.id}/1": ()}
    assert not any(s.pinned for s in take_snapshot(situation).problem.sessions)
