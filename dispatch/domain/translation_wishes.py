"""What somebody asks to be translated, as given, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.domain.ids import OrganisationId
from dispatch.domain.translations import TranslatedKind, TranslationMeasure
from foundation.text.message import LazyText, say
from foundation.text.personal import reason_against
from interpreters.domain.case_codes import reason_against_case_code
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage
from scheduling.domain.states import Priority

LONGEST_NOTE = 500
MOST: dict[TranslationMeasure, int] = {
    TranslationMeasure.PAGES: 500,
    TranslationMeasure.WORDS: 200_000,
    TranslationMeasure.HOURS: 200,
}
# Sooner nobody can be asked, translate and have it revised.
SHORTEST = timedelta(hours=4)
FARTHEST = timedelta(days=365)


@dataclass(frozen=True, kw_only=True)
class TranslationWish:
    """What is wished for; whatever is None was not given, and nothing is checked yet."""

    organisation_id: OrganisationId | None
    source: TextLanguage | None
    target: TextLanguage | None
    domain: Domain | None
    kind: TranslatedKind | None
    measure: TranslationMeasure | None
    amount: int | None
    deadline_at: datetime | None
    certified: bool = False
    review: bool = False
    priority: Priority = Priority.DAILY
    case_code: str = ""
    note: str = ""


def reasons_against_wish(wish: TranslationWish, now: datetime) -> Iterator[tuple[str, LazyText]]:
    """What is wrong with a wish, by field."""
    if wish.organisation_id is None:
        yield "organisation", say("Choose the organisation.")
    yield from _reasons_against_languages(wish)
    if wish.domain is None:
        yield "domain", say("Choose the field.")
    if wish.kind is None:
        yield "kind", say("Choose the kind of document.")
    yield from _reasons_against_size(wish)
    yield from reasons_against_deadline(wish.deadline_at, now)
    code = reason_against_case_code(wish.case_code)
    if code is not None:
        yield "case_code", code
    if len(wish.note) > LONGEST_NOTE:
        yield "note", say("Use at most %(n)s characters.", n=LONGEST_NOTE)
    elif (personal := reason_against(wish.note)) is not None:
        yield "note", personal


def _reasons_against_languages(wish: TranslationWish) -> Iterator[tuple[str, LazyText]]:
    if wish.source is None:
        yield "source", say("Choose a language.")
    if wish.target is None:
        yield "target", say("Choose a language.")
    elif wish.source is wish.target:
        yield "target", say("Choose two different languages.")


def _reasons_against_size(wish: TranslationWish) -> Iterator[tuple[str, LazyText]]:
    if wish.measure is None:
        yield "measure", say("Choose pages, words or hours.")
        return
    most = MOST[wish.measure]
    if wish.amount is None or not 1 <= wish.amount <= most:
        yield "amount", say("Enter a whole number from 1 to %(n)s.", n=f"{most:,}")


def reasons_against_deadline(
    deadline_at: datetime | None, now: datetime
) -> Iterator[tuple[str, LazyText]]:
    """Why a job cannot be wanted by then, beside the day."""
    if deadline_at is None:
        yield "day", say("Choose the day and the time of the deadline.")
    elif deadline_at < now + SHORTEST:
        hours = SHORTEST // timedelta(hours=1)
        yield (
            "day",
            say("Allow at least %(n)s hours. For less, call the centre.", n=hours),
        )
    elif deadline_at > now + FARTHEST:
        yield "day", say("Choose a day within a year.")
