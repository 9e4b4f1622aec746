"""An answer may take something off, and the work may turn out to be less: nobody is paid less than nothing for it."""

import pytest

from accounts.domain.roles import Role
from dispatch.domain.claims import ClaimKind, ClaimState
from dispatch.service.claims import deciding
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict
from tests.dispatch.acting import acting
from tests.factories import a_user
from tests.factories.dispatch import a_claim


def test_a_claim_below_nothing_is_denied_and_not_approved(uow: UnitOfWork) -> None:
    claim = a_claim(uow, won=-50_000, state=ClaimState.CONFIRMED)
    assert claim.kind is not ClaimKind.CORRECTION
    desk = acting(uow, a_user(uow, Role.COORDINATOR))
    with pytest.raises(Conflict, match="below 0 won"):
        deciding.approve(desk, [claim.id])
    assert deciding.deny(desk, claim.id, "맞지 않는 금액").state is ClaimState.DENIED
