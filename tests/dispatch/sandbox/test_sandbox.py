"""A past period by other rules: what it comes to, and that nothing but its figures is ever written."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from accounts.domain.roles import Role
from dispatch.domain.sandbox import CourseHeld, OneMore, SandboxRules
from dispatch.domain.states import RunState
from dispatch.service.engine import solving
from dispatch.service.sandbox import past, playing, runs
from dispatch.service.sandbox.past import PastPeriod
from dispatch.service.sandbox.runs import SandboxSeen, SandboxWish
from dispatch.store.tables import SandboxRun
from foundation.database.base import Base
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from scheduling.domain.states import SessionState
from tests import factories as make
from tests.dispatch.acting import acting
from tests.dispatch.planned import DIES, SYSTEM, someone
from tests.factories.dispatch import a_rate_card

VI, KM = Language.VIETNAMESE, Language.KHMER
L2, MEDICAL = CertificationLevel.COMMUNITY, CertificationLevel.MEDICAL
HERS = OneMore(language=KM, level=L2, city="ansan")


def wish(uow: UnitOfWork, **changed: Any) -> SandboxWish:
    day = uow.today - timedelta(days=7)
    values: dict[str, Any] = {
        "name": "지난주",
        "first_day": day,
        "last_day": day,
        "seconds": 2,
        "rules": SandboxRules(one_more=HERS),
        **changed,
    }
    return SandboxWish(**values)


def last_week(uow: UnitOfWork) -> None:
    """One interpreter in Ansan; of five sessions three could not be given to anybody, one was called off."""
    day = uow.today - timedelta(days=7)
    someone(uow, city="ansan", languages=("vi",), levels=("L2",), max_travel_km=10)
    ansan, suwon = (make.a_site(uow, city=city) for city in ("ansan", "suwon"))
    for start, site, language, domain, state in (
        ("10:00", ansan, "vi", "general", SessionState.HELD),
        ("12:00", ansan, "km", "general", SessionState.NOT_DELIVERED),
        ("14:00", suwon, "vi", "general", SessionState.NOT_DELIVERED),
        ("16:00", ansan, "vi", "medical", SessionState.NOT_DELIVERED),
        ("19:00", ansan, "vi", "general", SessionState.NOT_DELIVERED),
        ("10:00", ansan, "vi", "general", SessionState.CANCELLED),
    ):
        make.a_session(
            uow,
            day=day,
            start=start,
            site=site,
            language=language,
            domain=domain,
            state=state,
            modalities=["on_site"],
        )


def played(office: Office, rules: SandboxRules) -> SandboxSeen:
    with begin(office, SYSTEM) as uow:
        run = runs.ask(uow, wish(uow, rules=rules))
    playing.play(office, str(run), watch=solving.Watch(engine=DIES))
    with reading(office, SYSTEM) as uow:
        found = runs.compare(uow, [run])
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("rules", "filled"),
    [
        pytest.param(SandboxRules(one_more=HERS), 2, marks=pytest.mark.wide),
        pytest.param(SandboxRules(pooled=("ansan", "suwon")), 2, marks=pytest.mark.wide),
        pytest.param(SandboxRules(radius_km=60), 2, marks=pytest.mark.wide),
        (SandboxRules(video=True), 2),
        (SandboxRules(course=CourseHeld(language=VI, level=MEDICAL, people=1)), 2),
        pytest.param(SandboxRules(hours=("08:00", "21:00")), 2, marks=pytest.mark.wide),
        (SandboxRules(one_more=HERS, radius_km=60, hours=("08:00", "21:00")), 4),
    ],
    ids=["one more", "pooled", "radius", "video", "course", "hours", "several"],
)
def test_each_rule_fills_what_it_could(office: Office, rules: SandboxRules, filled: int) -> None:
    with begin(office, SYSTEM) as uow:
        last_week(uow)
    seen = played(office, rules)
    assert seen.before is not None
    assert seen.after is not None
    assert (seen.before.plan.sessions, seen.before.plan.filled) == (5, 1)
    assert (seen.after.plan.sessions, seen.after.plan.filled) == (5, filled)
    assert SandboxRules.from_json(rules.as_json()) == rules
    assert len(rules.said()) >= 1


def test_what_it_would_have_paid_is_reckoned_by_the_rates(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        last_week(uow)
        a_rate_card(uow, hour_won=30_000, valid_from=uow.today - timedelta(days=90))
    seen = played(office, SandboxRules(one_more=HERS))
    assert seen.before is not None
    assert seen.after is not None
    assert (seen.before.won > 0, seen.after.won - seen.before.won >= 30_000) == (True, True)


def contents(office: Office) -> dict[str, list[Any]]:
    """Every row of the office but those of the sandbox and of jobs."""
    with reading(office, SYSTEM) as uow:
        return {
            table.name: sorted(map(str, uow.db.execute(sa.select(table))))
            for table in Base.metadata.sorted_tables
            if table.name not in {"sandbox_run", "job"}
        }


def test_nothing_else_is_written(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        last_week(uow)
        run = runs.ask(uow, wish(uow))
    before = contents(office)
    playing.play(office, str(run), watch=solving.Watch(engine=DIES))
    assert contents(office) == before


def test_a_mistake_in_it_could_not_write(
    any_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with begin(any_office, SYSTEM) as uow:
        last_week(uow)
        run = runs.ask(uow, wish(uow))
    read = past.read_past

    def mistaken(uow: UnitOfWork, *days: Any) -> PastPeriod:
        found = read(uow, *days)
        uow.db.execute(sa.text("UPDATE counselling_session SET minutes = 1"))
        return found

    monkeypatch.setattr(playing, "read_past", mistaken)
    before = contents(any_office)
    with pytest.raises(DBAPIError, match=r"read-?only"):
        playing.play(any_office, str(run), watch=solving.Watch(engine=DIES))
    assert contents(any_office) == before


def test_what_makes_no_sense_is_refused_all_at_once(uow: UnitOfWork) -> None:
    rules = SandboxRules(
        pooled=("ansan", "ansan"),
        radius_km=999,
        hours=("18:00", "09:00"),
        course=CourseHeld(language=VI, level=L2, people=0),
    )
    tomorrow = uow.today + timedelta(days=1)
    wrong = wish(uow, name=" ", first_day=tomorrow, last_day=tomorrow, seconds=999, rules=rules)
    with pytest.raises(Refused) as refused:
        runs.ask(uow, wrong)
    assert set(refused.value.problems) == {
        "name",
        "first_day",
        "seconds",
        "pooled",
        "radius_km",
        "hours_to",
        "course_people",
    }
    with pytest.raises(Refused, match="at least one rule"):
        runs.ask(uow, wish(uow, rules=SandboxRules()))


def test_one_is_made_at_a_time_and_removed_when_nobody_wants_it(uow: UnitOfWork) -> None:
    first = runs.ask(uow, wish(uow))
    with pytest.raises(Conflict, match="Another one"):
        runs.ask(uow, wish(uow))
    assert runs.list_all(uow)[0].is_running
    runs.remove(uow, first)
    with pytest.raises(NotFound):
        runs.remove(uow, first)
    second = runs.ask(uow, wish(uow))
    uow.now += timedelta(hours=5)
    runs.ask(uow, wish(uow))
    assert uow.db.get_one(SandboxRun, second).state is RunState.FAILED
    with pytest.raises(Forbidden):
        runs.ask(acting(uow, make.a_user(uow, Role.INTERPRETER)), wish(uow))


def test_one_that_was_removed_is_not_played(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        last_week(uow)
        run = runs.ask(uow, wish(uow))
        runs.remove(uow, run)
    playing.play(office, str(run))
    with reading(office, SYSTEM) as uow:
        assert runs.list_all(uow) == []
