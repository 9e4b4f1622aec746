"""What a run says of its unfilled sessions holds for a stranger who changes the rows and looks who could go then."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations
from uuid import UUID

import pytest

from dispatch.service.plans.make import run_plan
from dispatch.store.tables import PlanRun
from foundation.database.work import Office, begin
from tests.dispatch.apart.lifted import LIFTING, most_who_could
from tests.dispatch.apart.rows import Rows, read_rows
from tests.dispatch.large_week import a_large_week
from tests.dispatch.planned import SYSTEM, ask, look


def planned_week(office: Office, *, people: int, sessions: int, seed: int) -> PlanRun:
    """A seeded week, planned."""
    with begin(office, SYSTEM) as uow:
        a_large_week(uow, people=people, sessions=sessions, seed=seed)
    run = ask(office, 7, 2)
    run_plan(office, str(run.id))
    return look(office, run)


@dataclass(frozen=True)
class Told:
    """What a run says of a session: the rules, and how many people they keep from it."""

    rows: Rows
    session: str
    rules: frozenset[str]
    gains: int

    @property
    def team(self) -> int:
        """How many it needs."""
        return self.rows.sessions[self.session].row["team"]

    def able(self, *lifted: str) -> int:
        """How many could serve with some rules lifted."""
        return most_who_could(self.rows, self.session, lifted)

    def untrue(self) -> Iterator[str]:
        """Whatever of it does not hold."""
        if self.rules and self.rules <= set(LIFTING) and self.able(*self.rules) < self.team:
            yield f"{sorted(self.rules)} would not fill it"
        for size in range(min(2, len(self.rules))):
            for fewer in combinations(LIFTING, size):
                if self.able(*fewer) >= self.team:
                    yield f"{fewer} would do, not only {sorted(self.rules)}"
        if len(self.rules) == 1 and self.team == 1:
            yield from self._miscounted()

    def _miscounted(self) -> Iterator[str]:
        counts = {rule: self.able(rule) for rule in LIFTING}
        (rule,) = self.rules
        if counts.get(rule, self.gains) != self.gains:
            yield f"{rule} gains {counts[rule]}, not {self.gains}"
        yield from (f"{each} gains more" for each, n in counts.items() if n > self.gains)


def told_by(office: Office, run: PlanRun) -> list[Told]:
    """What a run says of each session that it leaves."""
    rows = read_rows(office.engine, run.id.hex)
    return [
        Told(rows, UUID(key).hex, frozenset(kept["rules"]), kept["gains"])
        for key, kept in run.lacks.items()
    ]


def test_a_week_says_nothing_untrue_of_what_it_leaves(office: Office) -> None:
    told = told_by(office, planned_week(office, people=30, sessions=50, seed=5))
    assert [(each.session, list(each.untrue())) for each in told if list(each.untrue())] == []
    assert len(told) >= 8
    assert len({rule for each in told for rule in each.rules}) >= 3
    # The control: a stranger finds out what is made up.
    for each in told:
        made_up = replace(each, rules=frozenset({"declined"}), gains=1)
        assert each.rules == made_up.rules or list(made_up.untrue())


@pytest.mark.wide
@pytest.mark.parametrize("seed", range(21, 31))
def test_ten_weeks_say_nothing_untrue(office: Office, seed: int) -> None:
    told = told_by(office, planned_week(office, people=60, sessions=120, seed=seed))
    assert [(each.session, list(each.untrue())) for each in told if list(each.untrue())] == []
