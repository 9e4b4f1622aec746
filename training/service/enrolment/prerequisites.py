"""What somebody brings along, held against what a course asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from foundation.database.work import UnitOfWork
from foundation.times.zones import local_day
from interpreters.domain.languages import Language
from interpreters.service import directory
from training.domain.prerequisites import Condition, Titles, codes_named, conditions
from training.domain.requirements import LearnerProgress, Reached, RuleKind, ShownCredential
from training.store.queries import learners as queries
from training.store.tables import Cohort, Learner


def checklist(
    uow: UnitOfWork, cohort: Cohort, learner: Learner | None, language: str
) -> list[Condition]:
    """The conditions of a cohort for somebody (nobody yet for None), in the reader's language."""
    asked: Sequence[Mapping[str, Any]] = cohort.version.prerequisites
    if not asked:
        return []
    progress = LearnerProgress(today=uow.today) if learner is None else progress_of(uow, learner)
    titles = Titles(
        schemes=queries.scheme_titles(uow.db, codes_named(asked, RuleKind.SCHEME), language),
        courses=queries.course_titles(uow.db, codes_named(asked, RuleKind.COURSE), language),
    )
    return conditions(asked, progress, titles)


def progress_of(uow: UnitOfWork, learner: Learner) -> LearnerProgress:
    """What counts for somebody today, in whatever language."""
    zone, db = uow.settings.zone, uow.db
    entry = None
    if learner.interpreter_id is not None:
        entry = directory.get(uow, learner.interpreter_id)
    return LearnerProgress(
        today=uow.today,
        held={
            code: Reached(day=until)
            for code, until in queries.schemes_held(db, learner.id, uow.today).items()
        },
        courses={
            code: Reached(day=local_day(at, zone))
            for code, at in queries.courses_completed(db, learner.id)
        },
        credentials=[
            ShownCredential(found.id, found.kind, found.score)
            for found in queries.credentials_verified(db, learner.id, uow.today)
        ],
        languages=_languages(
            learner, [] if entry is None else [s.language for s in entry.languages]
        ),
        vetted_until=None if entry is None else entry.vetted_until,
        pledged_on=None if learner.pledged_at is None else local_day(learner.pledged_at, zone),
    )


def _languages(learner: Learner, spoken: Sequence[Language]) -> frozenset[Language]:
    own = () if learner.language is None else (learner.language,)
    return frozenset((*spoken, *own))
