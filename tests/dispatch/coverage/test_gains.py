"""What more supply would have brought: past weeks planned once more, each possibility with its sessions."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from dispatch.domain.causes import Cause
from dispatch.domain.gains import GainKind, a_year_of
from dispatch.domain.settings import DispatchSettings
from dispatch.domain.states import RunState
from dispatch.service.coverage import counting, gain_work, gains
from dispatch.service.coverage.gains import GainWish
from dispatch.store.queries import gains as queries
from dispatch.store.tables import CoverageGain
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from scheduling.domain.states import SessionState
from tests.factories import a_session, a_user, an_interpreter, available
from tests.factories.dispatch import an_assignment
from tests.factories.gains import a_gain, a_gain_run
from tests.signing_in import sign_in

SYSTEM = the_system()
LOST, HELD = SessionState.NOT_DELIVERED, SessionState.HELD


def two_at_once(uow: UnitOfWork) -> list[str]:
    """A week ago the only interpreter had one of two sessions at ten; later ones, that supply cannot change, failed too."""
    day = uow.today - timedelta(days=5)
    who = an_interpreter(uow, "하인", languages=("vi",))
    available(uow, who)
    held = a_session(uow, day=day, state=HELD)
    an_assignment(uow, held, who)
    lost = a_session(uow, day=day, start="10:15", cause=Cause.EVERYBODY_BUSY.value, state=LOST)
    a_session(uow, day=day, start="14:00", cause=Cause.TOO_LATE.value, state=LOST)
    declined = a_session(uow, day=day, start="16:00", cause=Cause.ALL_DECLINED.value, state=LOST)
    return [str(lost.id), str(declined.id)]


def reckoned(office: Office) -> list[CoverageGain]:
    counting.count_changed(office)
    with begin(office, SYSTEM) as uow:
        run_id = gains.ask(uow)
        with pytest.raises(Conflict):
            gains.ask(uow)
    gain_work.reckon(office, str(run_id))
    gain_work.reckon(office, str(run_id))
    with reading(office, SYSTEM) as uow:
        run = gains.read_desk(uow).done
        assert run is not None
        assert (run.weeks, run.screened) == (1, run.candidates)
        return list(uow.db.scalars(gains.select_gains(uow, run, GainWish())))


def test_somebody_new_takes_what_the_only_one_had_no_time_for_or_declined(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        lost = two_at_once(uow)
    found = reckoned(office)
    best = next(each for each in found if each.kind is GainKind.NEW_INTERPRETER)
    assert (best.language, best.level) == (Language.VIETNAMESE, CertificationLevel.COMMUNITY)
    assert sorted(best.session_ids) == sorted(lost)
    assert best.is_anew
    assert best.sessions == best.screened == 104
    assert best.low < 104 < best.high
    # Whoever is there already has no more time for it by video, and declined the other.
    assert {each.kind for each in found} == {GainKind.NEW_INTERPRETER}
    assert [each.rank for each in found] == list(range(1, len(found) + 1))


def test_a_level_more_of_somebody_there_competes_in_the_same_list(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        day = uow.today - timedelta(days=5)
        who = an_interpreter(uow, "하인", languages=("vi",))
        available(uow, who)
        lost = a_session(
            uow, day=day, domain="medical", cause=Cause.NO_CERTIFICATION.value, state=LOST
        )
        an_assignment(uow, a_session(uow, day=day, start="15:00", state=HELD), who)
        lost_id, who_id = str(lost.id), str(who.id)
    found = {each.kind: each for each in reversed(reckoned(office))}
    level = found[GainKind.UPSKILL]
    assert (level.level, level.people) == (CertificationLevel.MEDICAL, [who_id])
    assert level.seats == [{"person": who_id, "sessions": [lost_id]}]
    assert found[GainKind.NEW_INTERPRETER].session_ids == [lost_id]


def test_a_reckoning_that_is_given_up_or_has_nothing_to_look_at_ends(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        run_id = gains.ask(uow)
        gains.give_up(uow, str(run_id))
        assert gains.read_desk(uow).has_failed
        gains.ask_by_night(uow)
        gains.ask_by_night(uow)
        (night,) = queries.list_running(uow.db)
        assert night.budget_seconds == uow.settings.of(DispatchSettings).gain_seconds
    gain_work.reckon(office, str(night.id))
    with reading(office, SYSTEM) as uow:
        done = gains.read_desk(uow).done
        assert done is not None
        assert (done.state, done.weeks, done.candidates) == (RunState.DONE, 0, 0)


def test_a_year_of_a_count_has_an_interval_around_it() -> None:
    year = a_year_of(4, 64_000, -60, 8)
    assert (year.sessions, year.need, year.travel_hours) == (26.0, 26.0, -6.5)
    assert (year.low, year.high) == (9.4, 42.6)
    assert a_year_of(0, 0, 0, 0).high == 0


def test_the_list_is_narrowed_and_each_line_leads_to_its_sessions(
    desk: FlaskClient, office: Office
) -> None:
    assert "아직 계산하지 않았어요" in desk.get("/coverage/gains").get_data(as_text=True)
    with begin(office, SYSTEM) as uow:
        lost = a_session(uow, day=uow.today - timedelta(days=3), state=LOST)
        reference = lost.request.reference
        run = a_gain_run(uow, asked_at=uow.now - timedelta(hours=1))
        first = a_gain(uow, run, session_ids=[lost.id])
        a_gain(uow, run, 2, kind=GainKind.VIDEO, level=None, language=Language.THAI, city="suwon")
    page = desk.get("/coverage/gains").get_data(as_text=True)
    assert page.count('<th scope="row">') == 2
    for narrowed in ("kind=video", "language=th", "city=suwon"):
        page = desk.get(f"/coverage/gains?{narrowed}").get_data(as_text=True)
        assert page.count('<th scope="row">') == 1
    assert reference in desk.get(f"/coverage/gains/{first.id}").get_data(as_text=True)
    assert desk.get(f"/coverage/gains/{run.id}").status_code == 404
    for _ in range(2):
        assert desk.post("/coverage/gains").status_code == 303
    assert "계산 중" in desk.get("/coverage/gains").get_data(as_text=True)


def test_only_the_centre_and_the_training_office_see_it(office: Office, web: FlaskClient) -> None:
    with begin(office, SYSTEM) as uow:
        people = {
            role: a_user(uow, role)
            for role in (Role.TRAINING_MANAGER, Role.ORGANISATION_ADMIN, Role.INTERPRETER)
        }
    for role, user in people.items():
        sign_in(web, user)
        answer = 200 if role is Role.TRAINING_MANAGER else 403
        assert web.get("/coverage/gains").status_code == answer
        assert web.post("/coverage/gains").status_code == (303 if answer == 200 else 403)
