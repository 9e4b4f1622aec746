"""Certifications as they stand once somebody was granted them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from foundation.database.work import UnitOfWork
from foundation.security.permissions import the_system
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel
from interpreters.store.tables import Interpreter
from training.domain.certifications import CertificationStatus, EvidenceKind, GrantRoute
from training.service.certification import credentials, ladder
from training.service.people import learners
from training.store.tables import (
    Certification,
    CertificationEvidence,
    ExternalCredential,
    Learner,
    Scheme,
    SchemeVersion,
)

GRANTED = CertificationStatus.GRANTED


def a_certification(
    uow: UnitOfWork,
    interpreter_id: UUID,
    *,
    level: str = "L2",
    language: str = "vi",
    valid_from: date | None = None,
    valid_until: date | None = None,
    status: CertificationStatus = GRANTED,
    **values: Any,
) -> Certification:
    """A granted certification of somebody on the roster, begun a year ago, to end in two.

    `level` is the code of a scheme. `values` set any other column.
    """
    scheme, version = the_ladder(uow)[level]
    columns: dict[str, Any] = {
        "learner_id": the_learner_of(uow, interpreter_id).id,
        "scheme_id": scheme,
        "scheme_version_id": version,
        "language": Language(language),
        "route": GrantRoute.REGISTER,
        "valid_from": valid_from or uow.today - timedelta(days=365),
        "valid_until": valid_until or uow.today + timedelta(days=730),
        "asked_at": uow.now,
        "approved_by_name": "강마루",
        **values,
    }
    certification = Certification(**columns)
    granted(uow, [certification], status)
    return certification


def certify(
    uow: UnitOfWork, interpreter: Interpreter, languages: Sequence[Language], levels: Sequence[str]
) -> None:
    """Grant somebody new every level in every language, in as few statements as possible."""
    rungs = the_ladder(uow)
    learner = Learner(
        interpreter_id=interpreter.id,
        user_id=interpreter.user_id,
        full_name=interpreter.full_name,
        language=languages[0] if languages else None,
    )
    uow.db.add(learner)
    uow.db.flush()
    rows = [
        Certification(
            learner_id=learner.id,
            scheme_id=rungs[level][0],
            scheme_version_id=rungs[level][1],
            language=language,
            route=GrantRoute.REGISTER,
            valid_from=uow.today - timedelta(days=365),
            valid_until=uow.today + timedelta(days=730),
            asked_at=uow.now,
            approved_by_name="강마루",
        )
        for language in languages
        for level in levels
    ]
    granted(uow, rows, GRANTED)


def granted(uow: UnitOfWork, rows: Sequence[Certification], status: CertificationStatus) -> None:
    """Write certifications with a piece of evidence each, which the database asks for."""
    uow.db.add_all(rows)
    uow.db.flush()
    uow.db.add_all(
        CertificationEvidence(certification_id=row.id, kind=EvidenceKind.REGISTER) for row in rows
    )
    uow.db.flush()
    for row in rows:
        row.status = status
    uow.db.flush()


def the_learner_of(uow: UnitOfWork, interpreter_id: UUID) -> Learner:
    """The learner that somebody of the roster is, made if need be."""
    who = InterpreterId(interpreter_id)
    found = uow.db.scalar(sa.select(Learner).where(Learner.interpreter_id == who))
    if found is None:
        person = uow.db.get_one(Interpreter, who)
        found = Learner(interpreter_id=who, user_id=person.user_id, full_name=person.full_name)
        uow.db.add(found)
        uow.db.flush()
    return found


def the_ladder(uow: UnitOfWork) -> dict[str, tuple[UUID, UUID]]:
    """Scheme and newest version by the scheme's code; laid first when it is not there."""
    found = _rungs(uow)
    if CertificationLevel.COMMUNITY.value not in found:
        actor, uow.actor = uow.actor, the_system()
        ladder.seed(uow)
        uow.actor = actor
        found = _rungs(uow)
    return found


def _rungs(uow: UnitOfWork) -> dict[str, tuple[UUID, UUID]]:
    rows = uow.db.execute(
        sa.select(Scheme.code, Scheme.id, SchemeVersion.id)
        .join(SchemeVersion, SchemeVersion.scheme_id == Scheme.id)
        .order_by(SchemeVersion.number)
    )
    return {code: (scheme, version) for code, scheme, version in rows}


def a_credential(uow: UnitOfWork, learner_id: UUID, wish: credentials.Claim) -> ExternalCredential:
    """A credential that somebody entered, whose original nobody has seen yet."""
    return credentials._claim(uow, learners.get(uow, learner_id), wish)
