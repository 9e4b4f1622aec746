"""Certifications and restrictions on a record."""

import pytest

from foundation.audit import list_entries
from foundation.errors import Conflict, Refused
from foundation.events import Event
from foundation.work import UnitOfWork
from interpreters.domain.events import EligibilityLost
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from interpreters.domain.standing import RestrictionKind
from interpreters.service import certifications, directory, restrictions
from tests.factories import an_interpreter, an_organisation

L = CertificationLevel


def test_a_certification_of_the_same_kind_cannot_overlap(uow: UnitOfWork) -> None:
    person = an_interpreter(uow, levels=())
    vietnamese = Language.VIETNAMESE
    first = certifications.add(
        uow, person.id, level=L.MEDICAL, language=vietnamese, valid_from=uow.today
    )

    with pytest.raises(Conflict, match="held already"):
        certifications.add(
            uow, person.id, level=L.MEDICAL, language=vietnamese, valid_from=uow.today
        )
    following = certifications.add(
        uow, person.id, level=L.MEDICAL, language=vietnamese, valid_from=first.valid_until
    )

    assert following.valid_from == first.valid_until
    with pytest.raises(Refused, match="does not have this language"):
        certifications.add(
            uow, person.id, level=L.MEDICAL, language=Language.LAO, valid_from=uow.today
        )


def test_an_ended_certification_does_not_count_from_today_and_is_told(
    uow: UnitOfWork, news: list[Event]
) -> None:
    person = an_interpreter(uow, levels=("L2",))
    held = person.certifications[0]

    certifications.end(uow, held.id)

    assert directory.certifications_on(uow, directory.get(uow, person.id)) == []
    assert news == [EligibilityLost(person.id)]
    with pytest.raises(Refused, match="ended already"):
        certifications.end(uow, held.id)


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
