"""The ladder as its climber sees it: a few stages, the present one, and the alternatives on each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from foundation.database.work import UnitOfWork
from interpreters.domain.languages import Language
from training.domain import ladder as rules_of
from training.domain.certifications import SchemeRole
from training.domain.ladder import LadderNeed
from training.domain.permissions import TrainingPermission
from training.domain.requirements import LearnerProgress, Reached, UnderWay, stands_for
from training.domain.stages import Stage, is_recognition, leads_on, stage_of
from training.service.certification import ladder
from training.service.people import learners
from training.store.tables import Learner, Scheme, SchemeVersion


@dataclass(frozen=True)
class LadderStep:
    """A rung as its climber sees it: held until a day, or what it still needs.

    `over` is the certification above it that makes it needless, if there is one.
    """

    scheme: Scheme
    stage: Stage
    language: Language | None
    held: Reached | None
    over: Scheme | None
    course: UnderWay | None
    needs: tuple[LadderNeed, ...]

    @property
    def code(self) -> str:
        """The code of its scheme."""
        return self.scheme.code

    @property
    def until(self) -> date | None:
        """Until when it is held, the day after the last."""
        return None if self.held is None else self.held.day

    @property
    def reached(self) -> bool:
        """Whether it is held, or one above it: nobody climbs down to fetch it."""
        return self.held is not None or self.over is not None

    @property
    def met(self) -> int:
        """How many needs are met."""
        return sum(need.met for need in self.needs)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return not rules_of.missing(self.needs)

    @property
    def next_need(self) -> LadderNeed | None:
        """What to do next: the first thing that is not met, one that has begun before the others."""
        return min(rules_of.missing(self.needs), key=lambda n: not n.under_way, default=None)

    @property
    def nearness(self) -> tuple[bool, float]:
        """How near it is: what has begun first, then by the share of needs that are met."""
        begun = any(need.under_way for need in self.needs)
        return begun, self.met / len(self.needs) if self.needs else 1.0

    def title_in(self, language: str) -> str:
        """Its title for a reader."""
        return self.scheme.title_in(language)


@dataclass(frozen=True)
class LadderStage:
    """One stage of the path with its alternatives."""

    stage: Stage
    steps: tuple[LadderStep, ...]
    reached: bool
    is_now: bool = False

    @property
    def ahead(self) -> list[LadderStep]:
        """The alternatives that are not reached, in the order of the ladder."""
        return [step for step in self.steps if not step.reached]

    @property
    def leading(self) -> LadderStep | None:
        """The alternative that is nearest; None where nothing is begun and there are several."""
        if len(self.ahead) == 1:
            return self.ahead[0]
        begun = [step for step in self.ahead if step.nearness[0]]
        return max(begun, key=lambda step: step.nearness, default=None)


def stages(uow: UnitOfWork, learner_id: UUID) -> list[LadderStage]:
    """The path of an interpreter in her strongest language, or the courses of the staff."""
    return _staged(steps(uow, learner_id))


def steps(uow: UnitOfWork, learner_id: UUID) -> list[LadderStep]:
    """The rungs that somebody can climb, stage by stage; recognition only where nobody can assess."""
    learner = learners.get(uow, learner_id)
    language = ladder.language_of(uow, learner)
    progress = ladder.progress_of(uow, learner, language)
    is_staff = learner.interpreter_id is None and language is None
    versions = ladder.list_schemes(uow)
    found = [
        _step(version, versions, progress, language)
        for version in versions
        if version.scheme.active and (version.scheme.role is SchemeRole.STAFF) == is_staff
    ]
    found = [step for step in found if _is_open(step, progress)]
    return sorted(found, key=lambda step: step.stage)


def step_of(uow: UnitOfWork, learner: Learner, code: str) -> LadderStep:
    """One rung for somebody, whether or not it is on her path."""
    language = ladder.language_of(uow, learner)
    progress = ladder.progress_of(uow, learner, language)
    return _step(ladder.in_force(uow, code), ladder.list_schemes(uow), progress, language)


def next_step(uow: UnitOfWork) -> LadderStep | None:
    """What the reader climbs now, else the nearest rung of her present stage; None at the top."""
    uow.require(TrainingPermission.LEARNING_OWN)
    me = learners.find_mine(uow)
    if me is None:
        return None
    path = stages(uow, me.id)
    begun = [step for stage in path for step in stage.ahead if step.course is not None]
    now = [step for stage in path if stage.is_now for step in stage.ahead]
    return max(begun or now, key=lambda step: step.nearness, default=None)


def _step(
    version: SchemeVersion,
    versions: Iterable[SchemeVersion],
    progress: LearnerProgress,
    language: Language | None,
) -> LadderStep:
    scheme = version.scheme
    over = (
        each.scheme
        for each in versions
        if each.scheme.code != scheme.code
        and each.scheme.code in progress.held
        and stands_for(each.scheme.code, scheme.code)
    )
    return LadderStep(
        scheme=scheme,
        stage=stage_of(scheme.role, scheme.level),
        language=language,
        held=progress.held.get(scheme.code),
        over=next(over, None),
        course=progress.under_way.get(scheme.code),
        needs=tuple(rules_of.needs(version.rules, progress)),
    )


def _is_open(step: LadderStep, progress: LearnerProgress) -> bool:
    """Recognition is a way in, not a rung to collect: shown to its holders and who cannot be assessed."""
    if not is_recognition(step.scheme.level) or step.held is not None:
        return True
    is_inside = any(stands_for(held, "L1") for held in progress.held)
    return not progress.has_assessor and not is_inside


def _staged(found: Iterable[LadderStep]) -> list[LadderStage]:
    path: list[LadderStage] = []
    is_behind = True
    for stage, each in groupby(found, key=lambda step: step.stage):
        on_it = tuple(each)
        reached = _is_reached(stage, on_it)
        path.append(LadderStage(stage, on_it, reached, is_now=is_behind and not reached))
        is_behind = is_behind and reached
    return path


def _is_reached(stage: Stage, on_it: tuple[LadderStep, ...]) -> bool:
    if stage is Stage.STAFF:
        return all(step.reached for step in on_it)
    if stage is Stage.SPECIALIST:
        return any(step.reached and leads_on(step.code) for step in on_it)
    return any(step.reached for step in on_it)
