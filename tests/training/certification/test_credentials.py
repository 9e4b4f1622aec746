"""External credentials: levels that there are, and results that still hold."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from accounts.domain.roles import Role
from foundation.database.work import Office, begin
from foundation.security.errors import Refused
from foundation.security.permissions import the_system
from tests.factories import a_user, an_interpreter
from tests.training.certification.test_renewal import acting
from training.domain.certifications import CredentialKind
from training.service.certification import credentials
from training.service.certification.credentials import Claim
from training.store.tables import ExternalCredential

K = CredentialKind
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Claim(kind=K.TOPIK, score=9, issued_on=TODAY), "score"),
        (Claim(kind=K.TOPIK, score=0, issued_on=TODAY), "score"),
        (Claim(kind=K.TOPIK, issued_on=TODAY), "score"),
        (Claim(kind=K.TOPIK, score=4, issued_on=date(2019, 5, 20)), "issued_on"),
        (Claim(kind=K.TOPIK, score=4, issued_on=date(2024, 11, 23)), "issued_on"),
        (
            Claim(kind=K.TOPIK, score=4, issued_on=TODAY, valid_until=date(2029, 1, 1)),
            "valid_until",
        ),
        (Claim(kind=K.COURT, score=101, issued_on=TODAY), "score"),
        (Claim(kind=K.DEGREE, score=4, issued_on=TODAY), "score"),
        (Claim(kind=K.INTERVIEW, issued_on=date(2020, 1, 1), valid_until=TODAY), "valid_until"),
        (Claim(kind=K.OTHER, issued_on=date(1, 1, 1)), "issued_on"),
    ],
)
def test_what_no_such_credential_says_is_refused(office: Office, wish: Claim, field: str) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        an_interpreter(uow, user=user)
    with begin(office, acting(user)) as uow, pytest.raises(Refused) as refused:
        credentials.claim(uow, wish)
    assert set(refused.value.problems) == {field}


def test_a_topik_result_holds_for_two_years_and_an_old_entry_is_not_verified(
    office: Office,
) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        an_interpreter(uow, user=user)
    with begin(office, acting(user)) as uow:
        wish = Claim(kind=K.TOPIK, score=4, issued_on=TODAY - timedelta(days=100))
        claimed = credentials.claim(uow, wish)
        assert claimed.valid_until == date(2028, 8, 15)
        claimed_id = claimed.id
    with begin(office, the_system()) as uow:
        # As it was entered before anybody looked at levels.
        row = sa.update(ExternalCredential).values(score=9)
        uow.db.execute(row.where(ExternalCredential.id == claimed_id))
        with pytest.raises(Refused):
            credentials.verify(uow, claimed_id)
