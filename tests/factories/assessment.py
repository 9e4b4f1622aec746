"""Instruments, assessors and sittings."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from accounts.domain.roles import Role
from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from tests.factories.accounts import a_user, as_actor
from tests.factories.interpreters import an_interpreter
from tests.factories.learners import a_learner
from tests.factories.numbers import numbers
from training.domain.assessment import InstrumentKind
from training.domain.instruments import InstrumentPlan, SectionPlan
from training.service.assessment import assessments, instruments, scoring
from training.service.assessment.assessments import Sitting
from training.store.tables import Attempt, Enrolment, Instrument, Learner


def acting(uow: UnitOfWork, user: User, **lapse: float) -> UnitOfWork:
    """The same transaction with somebody else acting, later if a lapse is given."""
    return replace(uow, actor=as_actor(uow, user), now=uow.now + timedelta(**lapse))


def an_instrument(
    uow: UnitOfWork, *, sections: tuple[tuple[int, int], ...] = ((60, 40), (40, 40)), **values: Any
) -> Instrument:
    """An oral test by two assessors of the language: pass 70, semi 60, two parts of 60 and 40 marks.

    `sections` are pairs of full marks and the least per cent.
    """
    columns: dict[str, Any] = {
        "code": f"oral-{next(numbers)}",
        "kind": InstrumentKind.ORAL,
        "title": "상담통역 구술",
        "title_en": "Oral test",
        "pass_mark": 70,
        "semi_mark": 60,
        "assessors": 2,
        "per_language": True,
        **values,
    }
    parts = tuple(
        SectionPlan(title=f"{n}부", title_en=f"Part {n}", full_marks=full, least_percent=least)
        for n, (full, least) in enumerate(sections, start=1)
    )
    return instruments.add(uow, InstrumentPlan(**columns, sections=parts))


def an_assessor(uow: UnitOfWork, *, language: str = "vi") -> User:
    """Somebody with the role of assessor who is on the roster with a language."""
    user = a_user(uow, Role.ASSESSOR, full_name=f"평가자 {next(numbers)}")
    an_interpreter(uow, user.full_name, languages=(language,), levels=(), user=user)
    return user


def an_attempt(
    uow: UnitOfWork,
    instrument: Instrument | None = None,
    *,
    learner: Learner | None = None,
    assessors: tuple[User, ...] = (),
    language: str | None = "vi",
    planned_at: datetime | None = None,
    enrolment: Enrolment | None = None,
) -> Attempt:
    """A sitting that began an hour ago, planned as the office plans it."""
    attempt = assessments.plan(
        uow,
        Sitting(
            instrument_id=(instrument or an_instrument(uow)).id,
            learner_id=(learner or a_learner(uow)).id,
            enrolment_id=None if enrolment is None else enrolment.id,
            planned_at=planned_at or uow.now - timedelta(hours=1),
            language=Language(language) if language else None,
        ),
    )
    for user in assessors:
        assessments.name(uow, attempt.id, user.id)
    return attempt


def marks(attempt: Attempt, *given: int) -> dict[UUID, int | None]:
    """Marks for the sections of an attempt, in their order."""
    sections = attempt.instrument.sections
    return {section.id: mark for section, mark in zip(sections, given, strict=True)}


def score(uow: UnitOfWork, attempt: Attempt, user: User, *given: int) -> Attempt:
    """Hand in an assessor's marks."""
    return scoring.submit(acting(uow, user), attempt.id, marks(attempt, *given))
