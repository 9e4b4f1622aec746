"""Restrictions on a record."""

import pytest

from foundation.database.audit import list_entries
from foundation.database.events import Event
from foundation.database.work import UnitOfWork
from foundation.security.errors import Refused
from interpreters.domain.events import EligibilityLost
from interpreters.domain.standing import RestrictionKind
from interpreters.service import restrictions
from tests.factories import an_interpreter, an_organisation


def test_restrictions_are_told_but_preferences_are_not(uow: UnitOfWork, news: list[Event]) -> None:
    person = an_interpreter(uow)
    centre = an_organisation(uow)

    def add(kind: RestrictionKind) -> None:
        restrictions.add(
            uow,
            person.id,
            kind=kind,
            organisation_id=centre.id,
            case_code="",
            first_day=uow.today,
            last_day=None,
            reason="",
        )

    add(RestrictionKind.PREFERENCE)
    assert news == []
    add(RestrictionKind.EXCLUSION)
    assert news == [EligibilityLost(person.id)]
    with pytest.raises(Refused, match="last day"):
        add(RestrictionKind.QUARANTINE)
    facts = [entry.facts for entry in list_entries(uow.db, subject=str(person.id))]
    assert all("reason" not in fact for fact in facts)
