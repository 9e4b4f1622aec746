"""Each mode, start and language that a requester accepted is a way of its session, the first wish first."""

import pytest

from dispatch.domain.accepted_ways import AcceptedWay, accepted_ways
from dispatch.solver.problem import problem as engine
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from tests import factories as make
from tests.dispatch.engine.test_translate import first_plan, only, someone, take
from tests.factories.dispatch import an_assignment as hold


def told(session: engine.Session) -> dict[str, tuple[int, tuple[str, ...]]]:
    """The ways of a session by name: what they cost, and who could."""
    return {way.name: (way.cost, way.candidates) for way in session.ways}


def test_every_accepted_mode_is_a_way_and_the_first_wish_costs_nothing(uow: UnitOfWork) -> None:
    there, at_home = someone(uow, modalities=("on_site",)), someone(uow, modalities=("video",))
    make.a_session(uow, modalities=("on_site", "phone", "video"))
    session = only(take(uow))
    assert told(session) == {
        "on_site": (0, (str(there.id),)),
        "phone": (240, ()),
        "video": (480, (str(at_home.id),)),
    }
    assert [way.place is None for way in session.ways] == [False, True, True]


def test_the_wished_start_is_the_first_way_and_the_window_another(uow: UnitOfWork) -> None:
    early, late = make.an_interpreter(uow), make.an_interpreter(uow)
    make.available(uow, early, ends="11:00")
    make.available(uow, late, starts="11:00")
    session = make.a_session(uow, start="10:00", earliest="09:00", latest="12:00")
    snapshot = take(uow)
    found = only(snapshot)
    assert told(found) == {
        "on_site": (0, (str(early.id),)),
        "on_site/other_start": (120, found.ways[1].candidates),
    }
    assert set(found.ways[1].candidates) == {str(early.id), str(late.id)}
    starts = [(way.earliest_start, way.latest_start) for way in found.ways]
    assert starts == [(2040, 2040), (1980, 2160)]
    (assignment,) = first_plan(snapshot.problem).assignments
    assert (assignment.way, assignment.start) == ("on_site", 2040)
    assert session.wished_start == snapshot.minutes.at(2040)


def test_another_language_that_was_agreed_to_is_a_way(uow: UnitOfWork) -> None:
    own, other = someone(uow), someone(uow, languages=("en",))
    make.a_session(uow, fallback_language="en")
    found = told(only(take(uow)))
    assert found["on_site"] == (0, (str(own.id),))
    cost, able = found["on_site/in_en"]
    # Two of a team may speak one of them each.
    assert (cost, set(able)) == (240, {str(own.id), str(other.id)})


def test_a_free_slot_of_a_held_team_is_of_the_same_mode_and_start(uow: UnitOfWork) -> None:
    holder = someone(uow)
    someone(uow)
    session = make.a_session(
        uow, team=2, modalities=("on_site", "video"), start="10:00", latest="11:00"
    )
    session.modality = Modality.VIDEO
    hold(uow, session, holder)
    problem = take(uow).problem
    assert [[(w.name, w.place, w.latest_start) for w in s.ways] for s in problem.sessions] == [
        [("video", None, 2040)]
    ] * 2
    assert [s.held_by for s in problem.sessions] == [
        (engine.Agreement(str(holder.id), "video"),),
        (),
    ]


def test_a_way_is_read_back_from_its_name() -> None:
    ways = accepted_ways(list(Modality), has_other_starts=True, fallback=Language.ENGLISH)
    assert len(ways) == 12
    assert [AcceptedWay.parse(way.name) for way in ways] == ways
    for wrong in (
        "",
        "on_site/",
        "by_pigeon",
        "video/in_",
        "video/in_xx",
        "video/in_en/other_start",
    ):
        with pytest.raises(ValueError, match=r"no way|is not a valid"):
            AcceptedWay.parse(wrong)
