"""What somebody brings along, held against what a course asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day
from interpreters.domain.languages import Language
from interpreters.service import directory
from training.domain.certifications import CredentialKind
from training.domain.prerequisites import (
    BroughtAlong,
    Condition,
    Kind,
    Titles,
    codes_named,
    conditions,
)
from training.store.queries import learners as queries
from training.store.tables import Cohort, Learner


def checklist(
    uow: UnitOfWork, cohort: Cohort, learner: Learner | None, language: str
) -> list[Condition]:
    """The conditions of a cohort for somebody (nobody yet for None), in the reader's language."""
    asked: Sequence[Mapping[str, Any]] = cohort.version.prerequisites
    if not asked:
        return []
    held = BroughtAlong(today=uow.today) if learner is None else held_by(uow, learner)
    titles = Titles(
        schemes=queries.scheme_titles(uow.db, codes_named(asked, Kind.SCHEME), language),
        courses=queries.course_titles(uow.db, codes_named(asked, Kind.COURSE), language),
    )
    return conditions(asked, held, titles)


def held_by(uow: UnitOfWork, learner: Learner) -> BroughtAlong:
    """What counts for somebody today."""
    zone, db = uow.settings.zone, uow.db
    credentials = queries.credentials_verified(db, learner.id, uow.today)
    levels = [score or 0 for kind, score in credentials if kind is CredentialKind.TOPIK]
    entry = None
    if learner.interpreter_id is not None:
        entry = directory.get(uow, learner.interpreter_id)
    return BroughtAlong(
        today=uow.today,
        schemes=queries.schemes_held(db, learner.id, uow.today),
        courses={
            code: local_day(at, zone) for code, at in queries.courses_completed(db, learner.id)
        },
        topik=max(levels, default=0),
        interviewed=any(kind is CredentialKind.INTERVIEW for kind, _ in credentials),
        languages=_languages(
            learner, [] if entry is None else [s.language for s in entry.languages]
        ),
        vetted_until=None if entry is None else entry.vetted_until,
        pledged_on=None if learner.pledged_at is None else local_day(learner.pledged_at, zone),
    )


def _languages(learner: Learner, spoken: Sequence[Language]) -> frozenset[Language]:
    own = () if learner.language is None else (learner.language,)
    return frozenset((*spoken, *own))
