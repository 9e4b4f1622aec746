"""Translation jobs: their states and steps (ISO 17100), who may follow whom, and what a step waits for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from math import ceil
from zoneinfo import ZoneInfo

from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.times.zones import local_day, to_utc
from interpreters.domain.ids import InterpreterId


class TranslationJobState(StrEnum):
    """Where a translation job stands, as its requester sees it."""

    REQUESTED = "requested"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    IN_TRANSLATION = "in_translation"
    IN_REVISION = "in_revision"
    DELIVERED = "delivered"
    ACCEPTED_BY_REQUESTER = "accepted_by_requester"
    CANCELLED = "cancelled"


S = TranslationJobState
# Nothing more is done about these.
OVER = frozenset({S.ACCEPTED_BY_REQUESTER, S.CANCELLED})
# What somebody of the office or a translator still works on.
UNDER_WAY = frozenset(TranslationJobState) - OVER - {S.DELIVERED}


class TranslationStepKind(StrEnum):
    """The steps in their order: translated, checked by the translator, revised by a second linguist, reviewed."""

    TRANSLATION = "translation"
    CHECK = "check"
    REVISION = "revision"
    REVIEW = "review"


K = TranslationStepKind
ORDER: tuple[TranslationStepKind, ...] = tuple(TranslationStepKind)
# The check is the translator's own: nobody is asked for it.
ASKED_FOR = (K.TRANSLATION, K.REVISION, K.REVIEW)
# When each step should be done, as a part of the time from the request to the deadline.
SHARES: Mapping[TranslationStepKind, float] = {
    K.TRANSLATION: 0.55,
    K.CHECK: 0.65,
    K.REVISION: 0.9,
    K.REVIEW: 1.0,
}


# With so much time steps are due on the evening of a day, with less on the minute.
BY_DAYS, EVENING = timedelta(days=3), time(18)


class TranslationStepState(StrEnum):
    """Where a step stands: the one before is not done; its turn; begun; handed in."""

    WAITING = "waiting"
    READY = "ready"
    BEGUN = "begun"
    HANDED_IN = "handed_in"


AT_WORK = frozenset({TranslationStepState.READY, TranslationStepState.BEGUN})


class TranslationMeasure(StrEnum):
    """In what the size of a job is counted."""

    PAGES = "pages"
    WORDS = "words"
    HOURS = "hours"


class TranslatedKind(StrEnum):
    """What kind of document is translated."""

    CONTRACT = "contract"
    PAYSLIP = "payslip"
    CIVIL_RECORD = "civil_record"
    COURT = "court"
    PUBLIC_LETTER = "public_letter"
    MEDICAL = "medical"
    SCHOOL = "school"
    NOTICE = "notice"
    STATEMENT = "statement"
    OTHER = "other"


class NoTranslationReason(StrEnum):
    """Why somebody says no to a step, or gives it back; without any consequence."""

    NO_TIME = "no_time"
    TOO_SOON = "too_soon"
    NOT_CONFIDENT = "not_confident"
    KNOWS_SERVICE_USER = "knows_service_user"
    ILL = "ill"
    OTHER = "other"


class CorrectionReason(StrEnum):
    """What is wrong with what was handed in; it decides to which step the job goes back."""

    MEANING = "meaning"
    MISSING = "missing"
    NAMES_NUMBERS = "names_numbers"
    TERMS = "terms"
    LANGUAGE = "language"
    LAYOUT = "layout"


GOES_BACK_TO: Mapping[CorrectionReason, TranslationStepKind] = {
    CorrectionReason.MEANING: K.TRANSLATION,
    CorrectionReason.MISSING: K.TRANSLATION,
    CorrectionReason.NAMES_NUMBERS: K.CHECK,
    CorrectionReason.LAYOUT: K.CHECK,
    CorrectionReason.TERMS: K.REVISION,
    CorrectionReason.LANGUAGE: K.REVISION,
}


@dataclass(frozen=True)
class StepFacts:
    """What the rules look at of a step."""

    kind: TranslationStepKind
    state: TranslationStepState
    interpreter_id: InterpreterId | None
    rounds: int


@dataclass(frozen=True)
class WordRates:
    """How many words a page and an hour stand for, to weigh jobs in words."""

    per_page: int
    per_hour: int


def words_of(measure: TranslationMeasure, amount: int, rates: WordRates) -> int:
    """How many words a size comes to."""
    if measure is TranslationMeasure.WORDS:
        return amount
    return amount * (rates.per_page if measure is TranslationMeasure.PAGES else rates.per_hour)


def is_far_from(units: int, ordered: int, per_cent: int) -> bool:
    """Whether what was handed in differs from what was ordered by more than a share of it."""
    return abs(units - ordered) * 100 > ordered * per_cent


def working_days_for(words: int, words_per_day: int) -> int | None:
    """How many working days somebody needs; None when she takes nothing at present."""
    return ceil(words / words_per_day) if words_per_day else None


def due_at(
    kind: TranslationStepKind, placed_at: datetime, deadline_at: datetime, zone: ZoneInfo
) -> datetime:
    """When a step should be done, so that the job is by its deadline: where there are days, on an evening."""
    at = placed_at + (deadline_at - placed_at) * SHARES[kind]
    if deadline_at - placed_at >= BY_DAYS:
        at = to_utc(local_day(at, zone), EVENING, zone)
    return min(at.replace(second=0, microsecond=0), deadline_at)


def state_of(
    steps: Sequence[StepFacts], asked: Collection[TranslationStepKind]
) -> TranslationJobState:
    """The state of a job that is not over, from its steps in order and the steps that somebody is asked for."""
    first = steps[0]
    if all(each.state is TranslationStepState.HANDED_IN for each in steps):
        return S.DELIVERED
    if any(each.kind in {K.REVISION, K.REVIEW} and each.state in AT_WORK for each in steps):
        return S.IN_REVISION
    if first.interpreter_id is None:
        return S.OFFERED if first.kind in asked else S.REQUESTED
    is_untouched = first.state is TranslationStepState.READY and not first.rounds
    return S.ACCEPTED if is_untouched else S.IN_TRANSLATION


def may_hold(steps: Sequence[StepFacts], kind: TranslationStepKind, who: InterpreterId) -> bool:
    """Whether somebody may have a step: nobody revises or reviews what is her own."""
    return all(
        each.interpreter_id != who
        for each in steps
        if each.kind is not kind and K.CHECK not in {each.kind, kind}
    )


register_labels(
    {
        S.REQUESTED: say("Looking for a translator"),
        S.OFFERED: say("Awaiting answer"),
        S.ACCEPTED: say("Translator found"),
        S.IN_TRANSLATION: say("Being translated"),
        S.IN_REVISION: say("Being revised"),
        S.DELIVERED: say("Handed over"),
        S.ACCEPTED_BY_REQUESTER: say("Accepted by the requester"),
        S.CANCELLED: say("Cancelled"),
        K.TRANSLATION: say("Translation"),
        K.CHECK: say("Check by the translator"),
        K.REVISION: say("Revision"),
        K.REVIEW: say("Review by a specialist"),
        TranslationStepState.WAITING: say("Not its turn yet"),
        TranslationStepState.READY: say("Can begin"),
        TranslationStepState.BEGUN: say("Begun"),
        TranslationStepState.HANDED_IN: say("Handed in"),
        TranslationMeasure.PAGES: say("By the page"),
        TranslationMeasure.WORDS: say("By the word"),
        TranslationMeasure.HOURS: say("By the hour"),
    }
)
# Apart: members of two StrEnums with the same value are one and the same key of a dictionary.
register_labels(
    {
        TranslatedKind.CONTRACT: say("Contract"),
        TranslatedKind.PAYSLIP: say("Payslip or work record"),
        TranslatedKind.CIVIL_RECORD: say("Family or civil record"),
        TranslatedKind.COURT: say("Court or police paper"),
        TranslatedKind.PUBLIC_LETTER: say("Letter of an authority"),
        TranslatedKind.MEDICAL: say("Medical record"),
        TranslatedKind.SCHOOL: say("School letter"),
        TranslatedKind.NOTICE: say("Notice or leaflet"),
        TranslatedKind.STATEMENT: say("Written statement"),
        TranslatedKind.OTHER: say("Another document"),
    }
)
register_labels(
    {
        NoTranslationReason.NO_TIME: say("I have no time"),
        NoTranslationReason.TOO_SOON: say("The deadline is too near"),
        NoTranslationReason.NOT_CONFIDENT: say("I am not confident in this field"),
        NoTranslationReason.KNOWS_SERVICE_USER: say("I know the service user"),
        NoTranslationReason.ILL: say("I am ill"),
        NoTranslationReason.OTHER: say("Another reason"),
        CorrectionReason.MEANING: say("The meaning is wrong"),
        CorrectionReason.MISSING: say("Something is missing"),
        CorrectionReason.NAMES_NUMBERS: say("Names, dates or numbers are wrong"),
        CorrectionReason.TERMS: say("Terms are wrong or differ"),
        CorrectionReason.LANGUAGE: say("Spelling or style"),
        CorrectionReason.LAYOUT: say("Layout or format"),
    }
)
