"""What several tests of certification begin with."""

from datetime import date
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.roles import Role
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from tests.factories import a_user, an_interpreter
from tests.factories.certifications import a_credential
from training.domain.certifications import CredentialKind, GrantRoute
from training.service.certification import certifications, credentials, ladder
from training.service.certification.credentials import Claim
from training.service.certification.evidence import Ask
from training.store.tables import (
    Certification,
    Learner,
    SchemeVersion,
)

VI = Language.VIETNAMESE


def a_court_interpreter(uow: UnitOfWork) -> tuple[Learner, UUID]:
    """Somebody of the roster who has shown the court's certificate, as a learner."""
    user = a_user(uow, Role.INTERPRETER, email="hanh@ieum.example", language="en")
    person = an_interpreter(uow, user=user)
    learner = uow.db.scalars(sa.select(Learner).where(Learner.interpreter_id == person.id)).one()
    wish = Claim(kind=CredentialKind.COURT, language=VI, score=84, issued_on=date(2026, 3, 2))
    credential = a_credential(uow, learner.id, wish)
    credentials.verify(uow, credential.id)
    return learner, credential.id


def asked_for_court(uow: UnitOfWork) -> Certification:
    """A pending certification that rests on a verified credential."""
    learner, credential_id = a_court_interpreter(uow)
    wish = Ask(
        scheme="X-COURT", language=VI, route=GrantRoute.EXTERNAL, credential_id=credential_id
    )
    return certifications.ask_for(uow, learner.id, wish)


def change_l2(uow: UnitOfWork, **values: object) -> SchemeVersion:
    """A new version of L2 from today on, otherwise as it was."""
    now = ladder.in_force(uow, "L2")
    given: dict[str, object] = {
        "in_force_from": uow.today,
        "validity_months": now.validity_months,
        "window_days": now.window_days,
        "rules": now.rules,
        "renewal": now.renewal,
        **values,
    }
    return ladder.change_scheme(uow, "L2", **given)  # pyright: ignore[reportArgumentType]  a table of terms
