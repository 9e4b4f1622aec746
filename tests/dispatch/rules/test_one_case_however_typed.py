"""An exclusion from a case bites however either side typed the case's code."""

import pytest

from dispatch.domain.eligibility import RuleCode, reasons_against
from dispatch.service.situation.reading import Pair, read_pair
from foundation.database.work import UnitOfWork
from interpreters.domain.standing import RestrictionKind
from interpreters.service import restrictions
from scheduling.domain.needs import RequestNeed
from scheduling.service import request_search
from tests.factories import a_session, an_interpreter

CASE = "ANS-2026-0777"
TYPED = (
    "ans-2026-0777",
    "ＡＮＳ－2026-0777",
    "ANS–2026–0777",
    " ans - 2026 -0777\u3000",
    "ANS 2026 0777",
)


def is_kept_away(uow: UnitOfWork, excluded_from: str, asked_for: str) -> bool:
    person = an_interpreter(uow)
    restrictions.add(
        uow,
        person.id,
        kind=RestrictionKind.EXCLUSION,
        organisation_id=None,
        case_code=excluded_from,
        first_day=uow.today,
        last_day=None,
        reason="",
    )
    session = a_session(uow, case_code=RequestNeed(case_code=asked_for).case_code)
    found = reasons_against(*read_pair(uow, Pair(session, person, session.starts_at)))
    return RuleCode.RESTRICTION in {each.code for each in found}


@pytest.mark.parametrize("typed", TYPED)
def test_an_exclusion_bites_however_the_case_is_typed(uow: UnitOfWork, typed: str) -> None:
    assert is_kept_away(uow, CASE, typed)
    assert is_kept_away(uow, typed, CASE)
    assert not is_kept_away(uow, "ANS-2026-0778", typed)


@pytest.mark.parametrize("typed", TYPED)
def test_a_case_is_found_however_it_is_typed(uow: UnitOfWork, typed: str) -> None:
    session = a_session(uow, case_code=CASE)
    assert request_search.terms(uow, typed).case_code == session.request.case_code
