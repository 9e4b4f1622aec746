"""A month of the demo's past adds up to the won: every line once more, from rows and rate cards, by other code."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from dispatch.service.claims import months, proposing
from dispatch.service.rates.demo import enter_rates
from dispatch.service.year.quarters import write_quarters
from dispatch.store.tables import PayClaim
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.conftest import NOON, open_office
from tests.dispatch.acting import acting
from tests.dispatch.claims.by_hand import compare_claims, compare_statements
from tests.dispatch.year.test_quarters import a_small_cast
from tests.factories import a_user, an_organisation

pytestmark = pytest.mark.wide
SYSTEM = the_system("demo")
OCTOBER = date(2026, 10, 1)


@pytest.fixture(scope="module")
def paid(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[Office]:
    """Two quarters of three people, claimed and approved, and October closed."""
    path = tmp_path_factory.mktemp("claims") / "ieum.db"
    path.write_bytes(empty_database)
    office = open_office(f"sqlite:///{path}", lambda: NOON)
    with begin(office, SYSTEM) as uow:
        an_organisation(uow, "경기센터", kind=OrganisationKind.CENTRE)
        a_small_cast(uow)
        enter_rates(uow)
        write_quarters(uow, scale=0.3)
    with begin(office, SYSTEM) as uow:
        since = uow.now - timedelta(days=80)
        while proposing.propose_since(uow, since, uow.now):
            pass
    with begin(office, SYSTEM) as uow:
        desk = a_user(uow, Role.COORDINATOR)
        # Approved past the silence of their interpreters: what is asked here is what they say.
        uow.db.execute(
            sa.update(PayClaim).values(
                state="approved", approved_by_id=desk.id, approved_at=uow.now
            )
        )
        uow.db.flush()
        months.close(acting(uow, a_user(uow, Role.ACCOUNTANT)), OCTOBER)
    yield office
    office.engine.dispose()


def test_every_line_of_three_months_is_what_the_cards_say(paid: Office) -> None:
    with reading(paid, SYSTEM) as uow:
        rows = uow.db.scalars(sa.select(PayClaim).options(joinedload(PayClaim.lines))).unique()
        assert compare_claims(uow, rows)["session"] > 20


def test_the_closed_month_adds_up_to_the_won(paid: Office) -> None:
    with reading(paid, SYSTEM) as uow:
        assert set(compare_statements(uow)) == {OCTOBER}


def test_a_line_that_is_off_by_one_won_is_found(paid: Office) -> None:
    """The negative control: the comparison sees a single won."""
    with reading(paid, SYSTEM) as uow:
        claim = uow.db.scalars(sa.select(PayClaim).options(joinedload(PayClaim.lines))).first()
        assert claim is not None
        uow.db.expunge_all()
        claim.lines[0].won += 1
        with pytest.raises(AssertionError):
            compare_claims(uow, [claim])
