"""Reading certifications, for the pages of training and for upper packages; asking for one."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, refuse
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction, Language
from interpreters.domain.qualifications import CertificationLevel
from interpreters.service import directory
from training.domain.assessment import Outcome
from training.domain.certifications import (
    CertificationAction,
    CertificationStatus,
    EvidenceKind,
    Grade,
    GrantRoute,
    SchemeRole,
)
from training.domain.permissions import TrainingPermission
from training.domain.requirements import FoundEvidence
from training.domain.validity import HeldCertification, Phase, is_valid, last_day, phase_on
from training.service.certification import evidence, ladder
from training.service.certification.evidence import LONGEST_REASON, Ask
from training.service.people import learners
from training.store.queries import certifications as queries
from training.store.queries import progress as facts
from training.store.tables import (
    Certification,
    CertificationEvent,
    Interpreter,
    Learner,
    SchemeVersion,
)

EVER_GRANTED = (
    CertificationStatus.GRANTED,
    CertificationStatus.SUSPENDED,
    CertificationStatus.REVOKED,
    CertificationStatus.SUPERSEDED,
)


def held_by(
    uow: UnitOfWork, interpreter_ids: Collection[UUID]
) -> dict[InterpreterId, list[HeldCertification]]:
    """What these people are granted, whatever its dates: one query, asked in the transaction that acts.

    Whether it counts on a day is for the asker to compute (`is_valid`): nothing has to run for a
    certification to end. Upper packages have checked who acts.
    """
    found: dict[InterpreterId, list[HeldCertification]] = defaultdict(list)
    for who, held in queries.held_by(uow.db, interpreter_ids):
        found[who].append(held)
    return found


def holders(
    level: CertificationLevel, language: Language | None, day: date
) -> sa.Select[InterpreterId]:
    """The question for the people of the roster who hold a level on a day, for its filter."""
    return queries.holders(level, language, day)


def levels_held(
    uow: UnitOfWork, interpreter_ids: Collection[UUID]
) -> dict[InterpreterId, list[CertificationLevel]]:
    """The levels that count today, in the order of the ladder, for the badges of the roster."""
    levels: dict[InterpreterId, list[CertificationLevel]] = defaultdict(list)
    for who, held in queries.held_by(uow.db, interpreter_ids):
        counts = is_valid(held.valid_from, held.valid_until, uow.today)
        if counts and held.level not in levels[who]:
            levels[who].append(held.level)
    return levels


def search(
    uow: UnitOfWork,
    *,
    statuses: Collection[CertificationStatus] = (),
    scheme: str = "",
    language: Language | None = None,
    ends: tuple[date, date] | None = None,
) -> sa.Select[Certification]:
    """The question for a list of certifications, to be paged."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    return queries.search(statuses=statuses, scheme=scheme, language=language, ends=ends)


def get(uow: UnitOfWork, certification_id: UUID) -> Certification:
    """One certification with scheme, holder and evidence: for the office, or for its holder."""
    found = queries.find(uow.db, certification_id)
    if found is None:
        raise NotFound
    require_reader(uow, found.learner)
    return found


def require_reader(uow: UnitOfWork, learner: Learner) -> None:
    """Raise NotFound, as for what does not exist, unless it is the office or the person who reads."""
    if uow.may(TrainingPermission.CERTIFICATION_READ):
        return
    own = learners.find_mine(uow)
    if own is None or own.id != learner.id:
        raise NotFound


def events_of(uow: UnitOfWork, certification: Certification) -> Sequence[CertificationEvent]:
    """What happened to it, newest first."""
    return queries.events_of(uow.db, certification.id)


def list_of_learner(uow: UnitOfWork, learner: Learner) -> Sequence[Certification]:
    """Everything somebody holds, held or asked for: for the office, or for the person."""
    require_reader(uow, learner)
    return queries.list_of_learner(uow.db, learner.id)


def list_of_interpreter(uow: UnitOfWork, interpreter_id: UUID) -> Sequence[Certification]:
    """The same for somebody of the roster."""
    learner = queries.learners_of(uow.db, [interpreter_id]).get(InterpreterId(interpreter_id))
    return () if learner is None else list_of_learner(uow, learner)


def look_up(uow: UnitOfWork, interpreter_id: UUID) -> tuple[Interpreter, Learner | None]:
    """Somebody of the roster, and the learner they are if they are one yet; for pages."""
    uow.require(TrainingPermission.CERTIFICATION_READ)
    person = directory.get(uow, interpreter_id)
    return person, queries.learners_of(uow.db, [person.id]).get(person.id)


def phase(certification: Certification, day: date) -> Phase | None:
    """Where a granted one stands on a day, from its dates; None unless it is granted."""
    if certification.status is not CertificationStatus.GRANTED:
        return None
    assert certification.valid_from is not None
    assert certification.valid_until is not None
    window = certification.scheme_version.window_days
    return phase_on(certification.valid_from, certification.valid_until, window, day)


def ask(
    uow: UnitOfWork,
    scheme_code: str,
    language: Language | None,
    direction: Direction = Direction.BOTH,
) -> Certification:
    """Ask for a certification oneself, once every need of the ladder is met."""
    uow.require(TrainingPermission.LEARNING_OWN)
    learner = learners.mine(uow)
    _refuse_what_was_taken_away(uow, learner, scheme_code)
    return _ask(
        uow,
        learner,
        Ask(scheme=scheme_code, language=language, direction=direction),
    )


def ask_for(uow: UnitOfWork, learner_id: UUID, wish: Ask) -> Certification:
    """Put somebody forward for approval, by the ladder or by another route with its evidence."""
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    return _ask(uow, learners.get(uow, learner_id), wish)


def _ask(uow: UnitOfWork, learner: Learner, wish: Ask) -> Certification:
    version = ladder.in_force(uow, wish.scheme)
    scheme = version.scheme
    language = None if scheme.role is SchemeRole.STAFF else wish.language
    if language is None and scheme.role is not SchemeRole.STAFF:
        raise refuse("language", say("Choose a language."))
    waiting = queries.list_alike(
        uow.db, learner.id, scheme.id, language, [CertificationStatus.PENDING]
    )
    if waiting:
        raise Conflict(say("You have already applied. The centre is checking it."))
    _refuse_a_second(uow, learner, version, language)
    found = ladder.needs_of(uow, learner, version, language)
    shown = evidence.gather(uow, learner, wish, found)
    asked = Certification(
        learner_id=learner.id,
        scheme_id=scheme.id,
        scheme_version_id=version.id,
        language=language,
        direction=wish.direction,
        grade=wish.grade or _grade(uow, wish.route, shown),
        route=wish.route,
        asked_at=uow.now,
    )
    uow.db.add(asked)
    uow.db.flush()
    evidence.record_evidence(uow, asked, shown)
    note(uow, asked, CertificationAction.ASKED, wish.note)
    uow.record("certification.asked", subject=asked.id, scheme=scheme.code, route=wish.route)
    return reread(uow, asked)


def _refuse_what_was_taken_away(uow: UnitOfWork, learner: Learner, scheme_code: str) -> None:
    """What the centre suspended or revoked is not asked for anew; only the centre can give it back."""
    scheme_id = ladder.get_scheme(uow, scheme_code).id
    for held in queries.list_of_learner(uow.db, learner.id):
        if held.scheme_id != scheme_id:
            continue
        if held.status is CertificationStatus.SUSPENDED:
            raise Conflict(
                say(
                    "This certification is suspended. Nothing has to be asked for: talk to the centre."
                )
            )
        if held.status is CertificationStatus.REVOKED:
            raise Conflict(
                say("This certification was revoked. Only the centre can nominate you again.")
            )


def _refuse_a_second(
    uow: UnitOfWork, learner: Learner, version: SchemeVersion, language: Language | None
) -> None:
    """What is given once is not given again; what is in force is renewed and not asked for."""
    alike = queries.list_alike(uow.db, learner.id, version.scheme_id, language, EVER_GRANTED)
    # The centre may put somebody forward anew whose certification it revoked.
    stands = [held for held in alike if held.status is not CertificationStatus.REVOKED]
    if version.renewal.get("once") and stands:
        raise Conflict(say("This certification is given once. Go on to the next step."))
    for held in alike:
        is_full = held.status in queries.COUNTING and held.grade is Grade.FULL
        if is_full and held.valid_until is not None and held.valid_until > uow.today:
            raise Conflict(
                say("It is held already, until %(day)s.", day=str(last_day(held.valid_until)))
            )


def _grade(uow: UnitOfWork, route: GrantRoute, shown: Collection[FoundEvidence]) -> Grade:
    """As good as the weakest assessment that it rests on."""
    attempts = [one.reference for one in shown if one.kind is EvidenceKind.ATTEMPT]
    outcomes = facts.outcomes(uow.db, [attempt for attempt in attempts if attempt is not None])
    if route is GrantRoute.RECOGNITION or Outcome.RECOGNISED in outcomes:
        return Grade.RECOGNISED
    return Grade.SEMI if Outcome.SEMI in outcomes else Grade.FULL


def reread(uow: UnitOfWork, certification: Certification) -> Certification:
    """A certification just written, with everything around it."""
    uow.db.flush()
    uow.db.expire(certification)
    found = queries.find(uow.db, certification.id)
    assert found is not None
    return found


def note(
    uow: UnitOfWork, about: Certification, action: CertificationAction, reason: str = ""
) -> None:
    """Write down what happened to a certification."""
    uow.db.add(
        CertificationEvent(
            certification_id=about.id,
            action=action,
            happened_at=uow.now,
            actor_id=None if uow.actor.user_id is None else UserId(uow.actor.user_id),
            actor_name=uow.actor.name,
            reason=reason.strip()[:LONGEST_REASON],
        )
    )
