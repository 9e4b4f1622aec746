"""What somebody brings along, held against what a course asks for."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

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
    asked = cohort.version.prerequisites
    if not asked:
        return []
    progress = LearnerProgress(today=uow.today) if learner is None else progress_of(uow, learner)
    return conditions(asked, progress, titles_of(uow, asked, language))


def titles_of(uow: UnitOfWork, asked: Sequence[Mapping[str, Any]], language: str) -> Titles:
    """What the schemes and courses that conditions name are called."""
    return Titles(
        schemes=queries.scheme_titles(uow.db, codes_named(asked, RuleKind.SCHEME), language),
        courses=queries.course_titles(uow.db, codes_named(asked, RuleKind.COURSE), language),
    )


def progress_of(uow: UnitOfWork, learner: Learner) -> LearnerProgress:
    """What counts for somebody today, in whatever language."""
    return progress_of_all(uow, [learner])[learner.id]


def progress_of_all(uow: UnitOfWork, learners: Collection[Learner]) -> dict[UUID, LearnerProgress]:
    """What counts for people today, in whatever language, in as many questions as for one."""
    zone, db = uow.settings.zone, uow.db
    ids = [learner.id for learner in learners]
    on_roster = [each.interpreter_id for each in learners if each.interpreter_id is not None]
    entries = {entry.id: entry for entry in directory.list_by_ids(uow, on_roster)}
    held: dict[UUID, dict[str, Reached]] = defaultdict(dict)
    for who, code, until in queries.schemes_held(db, ids, uow.today):
        held[who][code] = Reached(day=until)
    completed: dict[UUID, dict[str, Reached]] = defaultdict(dict)
    for who, code, at in queries.courses_completed(db, ids):
        completed[who][code] = Reached(day=local_day(at, zone))
    shown: dict[UUID, list[ShownCredential]] = defaultdict(list)
    for found in queries.credentials_verified(db, ids, uow.today):
        shown[found.learner_id].append(ShownCredential(found.id, found.kind, found.score))
    found_of: dict[UUID, LearnerProgress] = {}
    for learner in learners:
        entry = None if learner.interpreter_id is None else entries.get(learner.interpreter_id)
        found_of[learner.id] = LearnerProgress(
            today=uow.today,
            held=held.get(learner.id, {}),
            courses=completed.get(learner.id, {}),
            credentials=shown.get(learner.id, []),
            languages=_languages(
                learner, [] if entry is None else [s.language for s in entry.languages]
            ),
            vetted_until=None if entry is None else entry.vetted_until,
            pledged_on=None if learner.pledged_at is None else local_day(learner.pledged_at, zone),
        )
    return found_of


def _languages(learner: Learner, spoken: Sequence[Language]) -> frozenset[Language]:
    own = () if learner.language is None else (learner.language,)
    return frozenset((*spoken, *own))
