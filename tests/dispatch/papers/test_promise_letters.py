"""Nobody is appointed twice for the same days, however many press the button; and is without the lock."""

from collections.abc import Sequence
from datetime import date
from threading import Barrier
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict
from foundation.security.permissions import the_system
from interpreters.service import directory
from tests.factories.dispatch import a_signed_up_interpreter
from tests.threads import at_once
from tests.training.certified import a_centre
from tests.transactions import in_office
from training.service.documents import papers
from training.service.people import learners
from training.store.queries import documents as queries
from training.store.tables import CertificateDocument

CROWD = 4
DAYS = (date(2027, 1, 1), date(2027, 12, 31))


def somebody(office: Office) -> UUID:
    """Somebody on the roster of a centre."""

    def begun(uow: UnitOfWork) -> UUID:
        a_centre(uow)
        return a_signed_up_interpreter(uow)[0].id

    return in_office(office, begun)


def issue(office: Office, who: UUID) -> str:
    """One attempt in a transaction of its own: done, or told of the letter that stands."""
    try:
        with begin(office, the_system()) as uow:
            papers.issue_appointment(uow, who, *DAYS)
    except Conflict:
        return "told"
    return "done"


def issued(office: Office, who: UUID) -> int:
    with reading(office, the_system()) as uow:
        return len(papers.list_of_interpreter(uow, who))


def test_one_of_many_appoints_somebody(any_office: Office) -> None:
    who = somebody(any_office)
    said = at_once(lambda _n: issue(any_office, who), range(CROWD))
    assert sorted(said) == ["done", *["told"] * (CROWD - 1)]
    assert issued(any_office, who) == 1


@pytest.mark.database
@pytest.mark.wide
def test_without_the_lock_two_letters_stand(
    postgres_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: both look before either writes."""
    who, both, look = somebody(postgres_office), Barrier(2), queries.list_standing_letters

    def look_together(db: Session, learner_id: UUID) -> Sequence[CertificateDocument]:
        found = look(db, learner_id)
        both.wait(timeout=30)
        return found

    def no_lock(_db: Session, _learner_id: UUID) -> None:
        """Nobody waits."""

    # Somebody's first paper makes them known to the school, and whoever does that second waits: known before, nobody does.
    with begin(postgres_office, the_system()) as uow:
        learners.of_interpreter(uow, directory.get(uow, who).id)
    monkeypatch.setattr(queries, "lock_learner", no_lock)
    monkeypatch.setattr(queries, "list_standing_letters", look_together)
    assert at_once(lambda _n: issue(postgres_office, who), range(2)) == ["done", "done"]
    assert issued(postgres_office, who) == 2
