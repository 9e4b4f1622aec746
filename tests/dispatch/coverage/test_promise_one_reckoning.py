"""One reckoning of gains runs, whoever asks in the same moment; and what happens without the index."""

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from accounts.store.tables import User
from dispatch.service.coverage import gains
from dispatch.store.tables import ONE_RECKONING, CoverageGainRun
from foundation.database.queue import JobRow
from foundation.database.work import Office, begin, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from tests.dispatch.crowds import drop_index
from tests.factories import a_user, as_actor
from tests.threads import at_once
from tests.transactions import in_office

PEOPLE = 6


def _none_seen(_db: object) -> Sequence[CoverageGainRun]:
    return []


@pytest.mark.parametrize("guarded", [True, False], ids=["kept", "control"])
def test_of_two_who_ask_in_the_same_moment_and_the_night_one_starts_it(
    any_office: Office, monkeypatch: pytest.MonkeyPatch, *, guarded: bool
) -> None:
    """Nobody has seen the other's; without the index there would be one for each."""
    desk = in_office(any_office, lambda uow: a_user(uow, Role.COORDINATOR).id)
    monkeypatch.setattr(gains.queries, "list_running", _none_seen)
    if not guarded:
        drop_index(any_office, ONE_RECKONING)

    def ask(turn: int) -> bool:
        if not turn:
            with begin(any_office, the_system("job")) as uow:
                gains.ask_by_night(uow)
            return False
        with reading(any_office, the_system()) as uow:
            actor = as_actor(uow, uow.db.get_one(User, desk))
        try:
            with begin(any_office, actor) as uow:
                gains.ask(uow)
        except Conflict:
            return False
        return True

    asked = sum(at_once(ask, range(PEOPLE)))

    with reading(any_office, the_system()) as uow:
        runs = uow.db.scalars(sa.select(CoverageGainRun)).all()
        jobs = uow.db.scalars(sa.select(JobRow).where(JobRow.name == gains.RECKON_GAINS)).all()
        by_people = sum(run.asked_by is not None for run in runs)
    assert len(runs) == len(jobs) == (1 if guarded else PEOPLE)
    assert asked == by_people
