"""The ladder: schemes and their versions, and what somebody can show for each rung."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound, Problems, refuse
from foundation.text.message import Named, say
from foundation.text.normalise import normalise_text
from interpreters.domain.languages import Language
from training.domain import ladder as rules_of
from training.domain.ladder import LadderNeed
from training.domain.permissions import TrainingPermission
from training.domain.requirements import LearnerProgress, Reached, Rule, ShownCredential, UnderWay
from training.domain.rule_checks import add_faults, same
from training.domain.rungs import LADDER
from training.service.assessment import assessments, assessors
from training.service.people import learners
from training.service.teaching import attendance
from training.store.queries import certifications as queries
from training.store.queries import progress as facts
from training.store.tables import Learner, Scheme, SchemeVersion


@dataclass(frozen=True)
class Reach:
    """How many people a new version meets: asked and undecided, in a course for it, holding it."""

    waiting: int
    preparing: int
    holding: int

    @property
    def anybody(self) -> bool:
        """Whether it meets anybody at all."""
        return bool(self.waiting or self.preparing or self.holding)


LONGEST_MONTHS, LONGEST_WINDOW, LONGEST_BASIS = 120, 730, 200
FIRST_DAY = date(2020, 1, 1)


def seed(uow: UnitOfWork) -> int:
    """Add the schemes of the shipped ladder that are not there yet; how many were added.

    What the centre has changed stays: a scheme that is there is left alone.
    """
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    known = {scheme.code for scheme in queries.list_schemes(uow.db)}
    added = [(place, rung) for place, rung in enumerate(LADDER) if rung.code not in known]
    schemes = [
        Scheme(
            code=rung.code,
            level=rung.level,
            domain=rung.domain,
            role=rung.role,
            title=rung.title,
            title_en=rung.title_en,
            position=place,
        )
        for place, rung in added
    ]
    uow.db.add_all(schemes)
    uow.db.flush()
    uow.db.add_all(
        SchemeVersion(
            scheme_id=scheme.id,
            number=1,
            in_force_from=FIRST_DAY,
            validity_months=rung.months,
            window_days=rung.window_days,
            rules=[dict(rule) for rule in rung.rules],
            renewal=dict(rung.renewal),
        )
        for scheme, (_, rung) in zip(schemes, added, strict=True)
    )
    uow.db.flush()
    if schemes:
        uow.record("ladder.laid", codes=[scheme.code for scheme in schemes])
    return len(schemes)


def list_schemes(uow: UnitOfWork) -> list[SchemeVersion]:
    """Every scheme as it is in force today, in the order of the ladder."""
    versions = queries.versions_on(uow.db, uow.today).values()
    return sorted(versions, key=lambda version: (version.scheme.position, version.scheme.code))


def get_scheme(uow: UnitOfWork, code: str) -> Scheme:
    """A scheme by its code."""
    found = queries.find_scheme(uow.db, code)
    if found is None:
        raise NotFound
    return found


def list_versions(uow: UnitOfWork, code: str) -> Sequence[SchemeVersion]:
    """The versions of a scheme, the newest first."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    return queries.versions_of(uow.db, get_scheme(uow, code).id)


def in_force(uow: UnitOfWork, code: str, day: date | None = None) -> SchemeVersion:
    """The version of a scheme that is in force on a day, today unless given."""
    scheme = get_scheme(uow, code)
    return queries.versions_on(uow.db, day or uow.today)[scheme.id]


def change_scheme(
    uow: UnitOfWork,
    code: str,
    *,
    in_force_from: date,
    validity_months: int,
    window_days: int,
    rules: Sequence[Any],
    renewal: dict[str, Any],
    legal_basis: str = "",
) -> SchemeVersion:
    """Give a scheme a new version from a day on.

    Certifications keep the dates that they were granted with: those are stored, and no version is
    ever changed.
    """
    problems = problems_of(uow, code, in_force_from, rules)
    scheme = get_scheme(uow, code)
    if not 1 <= validity_months <= LONGEST_MONTHS:
        text = say("Enter between 1 and %(n)s months.", n=LONGEST_MONTHS)
        problems.add("validity_months", text)
    if not 0 <= window_days <= LONGEST_WINDOW:
        problems.add("window_days", say("Enter between 0 and %(n)s days.", n=LONGEST_WINDOW))
    legal_basis = normalise_text(legal_basis)
    if len(legal_basis) > LONGEST_BASIS:
        problems.add("legal_basis", say("Use at most %(n)s characters.", n=LONGEST_BASIS))
    points = dict(renewal.get("points") or {})
    whole = int(points.pop("total", 0))
    if sum(map(int, points.values())) > whole:
        problems.add("total", say("The areas ask for more points than there are in all."))
    problems.check()
    newest = queries.versions_of(uow.db, scheme.id)[0]
    wanted = (validity_months, window_days, _terms(renewal), legal_basis)
    terms = (newest.validity_months, newest.window_days, _terms(newest.renewal))
    if wanted == (*terms, newest.legal_basis) and _ask_the_same(rules, newest.rules):
        raise refuse("rules", say("Nothing differs from the current version."))
    version = SchemeVersion(
        scheme_id=scheme.id,
        number=newest.number + 1,
        in_force_from=in_force_from,
        validity_months=validity_months,
        window_days=window_days,
        rules=list(rules),
        renewal=dict(renewal),
        legal_basis=legal_basis,
    )
    uow.db.add(version)
    uow.db.flush()
    uow.record("scheme.changed", subject=scheme.id, code=code, number=version.number)
    return version


def problems_of(
    uow: UnitOfWork, code: str, in_force_from: date | None, rules: Sequence[Any]
) -> Problems:
    """What is wrong with the day and the rules of a new version; for a form that has other faults too."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    scheme, problems = get_scheme(uow, code), Problems()
    newest = queries.versions_of(uow.db, scheme.id)[0]
    if in_force_from is not None and in_force_from < uow.today:
        problems.add("in_force_from", say("Rules change from today or a later day on."))
    elif in_force_from is not None and in_force_from < newest.in_force_from:
        text = say("A version from %(day)s on exists already.", day=str(newest.in_force_from))
        problems.add("in_force_from", text)
    codes = frozenset(known.code for known in queries.list_schemes(uow.db))
    add_faults(problems, rules, codes, code)
    return problems


def reach_of(uow: UnitOfWork, code: str) -> Reach:
    """Whom a new version meets on its first day."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    scheme = get_scheme(uow, code)
    waiting, holding = facts.count_certifications(uow.db, scheme.id, uow.today)
    return Reach(waiting, facts.count_preparing(uow.db, code), holding)


def _terms(renewal: Mapping[str, Any]) -> dict[str, Any]:
    """A renewal rule without the zeros: asking for none is not asking."""
    return {
        key: _terms(cast("dict[str, Any]", value)) if isinstance(value, dict) else value
        for key, value in renewal.items()
        if value and (not isinstance(value, dict) or any(cast("dict[str, Any]", value).values()))
    }


def _ask_the_same(rules: Sequence[Rule], others: Sequence[Rule]) -> bool:
    return len(rules) == len(others) and all(map(same, rules, others))


def needs_of(
    uow: UnitOfWork, learner: Learner, version: SchemeVersion, language: Language | None
) -> list[LadderNeed]:
    """Every need of a scheme version for somebody in a language, met or not."""
    return rules_of.needs(version.rules, progress_of(uow, learner, language))


def missing(
    uow: UnitOfWork, learner_id: UUID, scheme_code: str, language: Language | None
) -> list[LadderNeed]:
    """Every need of a scheme as it is in force today: each says whether it is met, and how to."""
    learner = learners.get(uow, learner_id)
    return needs_of(uow, learner, in_force(uow, scheme_code), language)


def language_of(uow: UnitOfWork, learner: Learner) -> Language | None:
    """The language somebody learns for, else the strongest one on the roster."""
    if learner.language is None and learner.interpreter_id is not None:
        spoken = facts.languages_of(uow.db, learner.interpreter_id)
        return spoken[0] if spoken else None
    return learner.language


def titles(uow: UnitOfWork) -> dict[str, Named]:
    """What people call each scheme, by code."""
    return {scheme.code: _named(scheme) for scheme in queries.list_schemes(uow.db)}


def _named(scheme: Scheme) -> Named:
    # Read now: a refusal is put into words when its transaction is over.
    words = {language: scheme.title_in(language) for language in ("ko", "en")}
    return Named(lambda language: words.get(language, words["en"]))


def progress_of(uow: UnitOfWork, learner: Learner, language: Language | None) -> LearnerProgress:
    """What somebody can show in a language today."""
    db, day = uow.db, uow.today
    who = learner.interpreter_id
    return LearnerProgress(
        today=day,
        held={
            code: Reached(certification, until)
            for code, certification, until in facts.held(db, learner.id, language, day)
        },
        prepared={
            code: Reached(decision) for code, decision in facts.completed(db, learner.id).items()
        },
        passed=_passed(uow, learner, language),
        under_way=_under_way(uow, learner),
        sitting=facts.sitting(db, learner.id, language),
        claimed=frozenset(facts.claimed(db, learner.id, language)),
        practicum=facts.practicum(db, learner.id, language),
        credentials=[
            ShownCredential(found.id, found.kind, found.score)
            for found in facts.credentials(db, learner.id, language, day)
        ],
        vetted_until=None if who is None else facts.vetted_until(db, who),
        certified_since=facts.certified_since(db, learner.id),
        practice_minutes=facts.practice_minutes(db, learner.id),
        titles=titles(uow),
        has_assessor=language is not None and assessors.exist_for(uow, language),
    )


def _passed(uow: UnitOfWork, learner: Learner, language: Language | None) -> dict[str, UUID]:
    """The passes that still hold: a written one runs out with the orals it covers."""
    holding: dict[str, UUID] = {}
    for code in facts.passed(uow.db, learner.id, language):
        attempt = assessments.passed(uow, learner.id, code, language)
        if attempt is not None:
            holding[code] = attempt.id
    return holding


def _under_way(uow: UnitOfWork, learner: Learner) -> dict[str, UnderWay]:
    """The courses somebody has begun, with the share of their minutes attended so far."""
    begun = facts.under_way(uow.db, learner.id)
    sums = attendance.minutes_of(uow, [enrolment_id for _, enrolment_id, _, _ in begun])
    return {
        code: UnderWay(enrolment_id, status, sums[enrolment_id].percent, is_over)
        for code, enrolment_id, status, is_over in begun
    }
