"""Who could have a step: ranked, with what speaks against the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dispatch.domain.people import MissingSignature
from dispatch.domain.signature_rules import unsigned_text
from dispatch.domain.translation_settings import TranslationSettings
from dispatch.domain.translations import (
    StepFacts,
    TranslationStepKind,
    TranslationStepState,
    may_hold,
    words_of,
    working_days_for,
)
from dispatch.service.situation.signatures import unsigned_of
from dispatch.service.translations import reading, workdays
from dispatch.store.queries import translation_work as work_queries
from dispatch.store.tables import Interpreter, TranslationJob, TranslationPair, TranslationStep
from foundation.database.work import UnitOfWork
from foundation.text.message import LazyText, say
from foundation.times.zones import local_day
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Direction
from interpreters.domain.qualifications import CertificationLevel
from interpreters.domain.standing import Employment, RestrictionKind, Standing
from interpreters.domain.translators import TextLanguage
from interpreters.domain.validity import applies
from interpreters.service import translators
from training.domain.certifications import Grade
from training.domain.validity import HeldCertification
from training.service.certification import certifications

_NEVER = frozenset({RestrictionKind.EXCLUSION, RestrictionKind.QUARANTINE, RestrictionKind.RECUSAL})

Languages = tuple[TextLanguage, TextLanguage]


class NoFit(StrEnum):
    """What speaks against somebody; only the last may be set aside by asking her all the same."""

    STANDING = "standing"
    FIELD = "field"
    CERTIFICATION = "certification"
    RESTRICTION = "restriction"
    SIGNATURE = "signature"
    SAME_PERSON = "same_person"
    TAKES_NONE = "takes_none"
    TIME = "time"


@dataclass(frozen=True)
class AgainstTranslator:
    """One reason, as a code and in words."""

    code: NoFit
    text: LazyText


@dataclass(frozen=True)
class TranslatorChoice:
    """Somebody with the pair: how she fits, or why she does not."""

    person: Interpreter
    words_per_day: int
    needs_days: int | None
    free_days: int
    held_words: int
    is_known: bool
    reasons: Sequence[AgainstTranslator]

    @property
    def is_eligible(self) -> bool:
        """Whether she may be asked: nothing speaks against her, or only that time is short."""
        return all(each.code is NoFit.TIME for each in self.reasons)

    @property
    def rank(self) -> tuple[object, ...]:
        """What decides who is shown first; staff goes before anybody who is sent."""
        return (
            not self.is_eligible,
            bool(self.reasons),
            self.person.employment is not Employment.STAFF,
            not self.is_known,
            self.held_words / max(self.words_per_day, 1),
            self.person.code,
        )


def list_choices(
    uow: UnitOfWork, job: TranslationJob, step: TranslationStep
) -> Sequence[TranslatorChoice]:
    """Everybody with the pair of languages, whoever fits best first; the caller has checked who may know."""
    pairs = translators.list_translators(uow, job.source, job.target)
    found = _choices(uow, job, step, pairs)
    return sorted(found, key=lambda each: each.rank)


def list_between(
    uow: UnitOfWork, job: TranslationJob, step: TranslationStep, between: Languages
) -> Sequence[TranslatorChoice]:
    """Everybody who could do a part of a job between two other languages, as by way of a third."""
    pairs = translators.list_translators(uow, *between)
    return _choices(uow, job, step, pairs, between)


def choice_of(
    uow: UnitOfWork, job: TranslationJob, step: TranslationStep, who: InterpreterId
) -> TranslatorChoice | None:
    """How one person fits a step now; None for whoever does not translate this pair."""
    pairs = translators.list_translators(uow, job.source, job.target)
    found = _choices(uow, job, step, [each for each in pairs if each.interpreter_id == who])
    return found[0] if found else None


def _choices(
    uow: UnitOfWork,
    job: TranslationJob,
    step: TranslationStep,
    pairs: Sequence[TranslationPair],
    between: Languages | None = None,
) -> list[TranslatorChoice]:
    ids = [each.interpreter_id for each in pairs]
    settings = uow.settings.of(TranslationSettings)
    due = local_day(step.due_at, uow.settings.zone)
    free = workdays.free_days(uow, ids, uow.today, due)
    held = certifications.held_by(uow, ids)
    known = work_queries.list_known_by(uow.db, ids, job.organisation_id, job.case_code)
    load = held_words(uow, ids, besides=step)
    words = words_for(step.kind, job, settings)
    facts = _everybody_at_work(uow, job)
    unsigned = unsigned_of(uow, [each.interpreter for each in pairs])
    choices: list[TranslatorChoice] = []
    for pair in pairs:
        who = pair.interpreter_id
        carried = load.get(who, 0)
        needs = working_days_for(words + carried, pair.words_per_day)
        reasons = [
            *_against_person(job, facts, step, pair, uow.today),
            *_against_certification(
                job, between or (job.source, job.target), held.get(who, ()), (uow.today, due)
            ),
            *_against_signature(unsigned.get(who, ())),
            *_against_time(needs, len(free[who])),
        ]
        choices.append(
            TranslatorChoice(
                person=pair.interpreter,
                words_per_day=pair.words_per_day,
                needs_days=needs,
                free_days=len(free[who]),
                held_words=carried,
                is_known=who in known,
                reasons=reasons,
            )
        )
    return choices


def words_for(kind: TranslationStepKind, job: TranslationJob, settings: TranslationSettings) -> int:
    """How many words of translating a step weighs: revising and reviewing goes faster, a check faster still."""
    words = words_of(job.measure, job.amount, settings.word_rates)
    if kind is TranslationStepKind.TRANSLATION:
        return words
    if kind is TranslationStepKind.CHECK:
        return 0
    return -(-words // settings.translation_revision_times)


def held_words(
    uow: UnitOfWork, ids: Sequence[InterpreterId], *, besides: TranslationStep | None = None
) -> Mapping[InterpreterId, int]:
    """How many words some people still have before them."""
    settings = uow.settings.of(TranslationSettings)
    found: dict[InterpreterId, int] = {}
    for step in work_queries.list_held(uow.db, ids):
        if step.interpreter_id is not None and (besides is None or step.id != besides.id):
            words = words_for(step.kind, step.job, settings)
            found[step.interpreter_id] = found.get(step.interpreter_id, 0) + words
    return found


def _everybody_at_work(uow: UnitOfWork, job: TranslationJob) -> Sequence[StepFacts]:
    """Who has a step of a job, and who had one: what somebody handed in stays her text when she gives it back."""
    facts = reading.facts_of(job)
    if not any(each.rounds for each in job.steps):
        return facts
    kinds = {each.id: each.kind for each in job.steps}
    handed_in = work_queries.list_hand_ins(uow.db, job.id)
    done = TranslationStepState.HANDED_IN
    past = [
        StepFacts(kinds[each.step_id], done, each.interpreter_id, each.version)
        for each in handed_in
    ]
    return [*facts, *past]


def _against_person(
    job: TranslationJob,
    facts: Sequence[StepFacts],
    step: TranslationStep,
    pair: TranslationPair,
    today: date,
) -> list[AgainstTranslator]:
    person, found = pair.interpreter, list[AgainstTranslator]()
    if person.standing is not Standing.ACTIVE:
        text = say("Not active: %(standing)s.", standing=person.standing)
        found.append(AgainstTranslator(NoFit.STANDING, text))
    if not pair.covers(job.domain):
        text = say("Does not translate this field: %(domain)s.", domain=job.domain)
        found.append(AgainstTranslator(NoFit.FIELD, text))
    if not pair.words_per_day:
        text = say("Takes no translations at present.")
        found.append(AgainstTranslator(NoFit.TAKES_NONE, text))
    if not may_hold(facts, step.kind, person.id):
        text = say("Has another step of this job: a second person is needed.")
        found.append(AgainstTranslator(NoFit.SAME_PERSON, text))
    if any(
        each.kind in _NEVER
        and applies(each.first_day, each.last_day, today)
        and each.organisation_id in (None, job.organisation_id)
        and each.case_code in ("", job.case_code)
        for each in person.restrictions
    ):
        text = say("Is not to be asked for this organisation or case.")
        found.append(AgainstTranslator(NoFit.RESTRICTION, text))
    return found


def _against_signature(unsigned: Sequence[MissingSignature]) -> list[AgainstTranslator]:
    """What the office wants signed first holds for texts as for sessions."""
    return [AgainstTranslator(NoFit.SIGNATURE, unsigned_text(unsigned))] if unsigned else []


def _against_certification(
    job: TranslationJob,
    between: Languages,
    held: Sequence[HeldCertification],
    days: tuple[date, date],
) -> list[AgainstTranslator]:
    """T2 in every language but Korean, in this direction, from today to the day on which the step is due."""
    found: list[AgainstTranslator] = []
    for language in between:
        if language is TextLanguage.KOREAN:
            continue
        into = Direction.FROM_KOREAN if language is between[1] else Direction.TO_KOREAN
        if not any(_certifies(each, job, (language, into), days) for each in held):
            text = say("No valid T2 certification in %(language)s.", language=language)
            found.append(AgainstTranslator(NoFit.CERTIFICATION, text))
    return found


def _certifies(
    held: HeldCertification,
    job: TranslationJob,
    needed: tuple[TextLanguage, Direction],
    days: tuple[date, date],
) -> bool:
    (language, into), (today, due) = needed, days
    return (
        held.level is CertificationLevel.TRANSLATOR
        and held.language is language.spoken
        and held.direction in {Direction.BOTH, into}
        and held.valid_from <= today
        and due < held.valid_until
        and not (job.certified and held.grade is Grade.SEMI)
    )


def _against_time(needs: int | None, free: int) -> list[AgainstTranslator]:
    if needs is None or needs <= free:
        return []
    text = say(
        "Time is short: needs %(needs)s working days with what she has, and has %(free)s.",
        needs=needs,
        free=free,
    )
    return [AgainstTranslator(NoFit.TIME, text)]
