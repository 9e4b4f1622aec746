"""How each rate of a card is asked for, in the groups in which pages show them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foundation.office_settings import Number
from foundation.text.message import LazyText, say

MOST_WON = 10_000_000
MOST_PERCENT = 400
WON, PERCENT = say("won"), say("percent")
_NOTHING = say("0: not paid.")


@dataclass(frozen=True)
class RateAnswer:
    """How one of the rates is asked for: its words, which numbers make sense, and what it means."""

    label: LazyText
    number: Number
    hint: LazyText | None = None


def _won(text: LazyText, hint: LazyText | None = _NOTHING, most: int = MOST_WON) -> RateAnswer:
    return RateAnswer(text, Number(0, most, WON), hint)


def _percent(text: LazyText, hint: LazyText | None = None) -> RateAnswer:
    return RateAnswer(text, Number(0, MOST_PERCENT, PERCENT), hint)


RATE_ANSWERS: Mapping[str, RateAnswer] = {
    "hour_won": _won(say("Pay for an hour"), None),
    "minimum_minutes": RateAnswer(
        say("Shortest time that is paid"), Number(0, 480, say("minutes"))
    ),
    "step_minutes": RateAnswer(say("Paid time is rounded up to"), Number(1, 120, say("minutes"))),
    "travel_hour_won": _won(
        say("Travel time, for an hour"),
        say("From home to the session and back, where somebody goes there. 0: not paid."),
    ),
    "fare_km_won": _won(
        say("Fare, for a kilometre"),
        say("For the road from home and back. 0: not paid."),
        10_000,
    ),
    "night_percent": _percent(
        say("Added between 10 pm and 6 am"),
        say("Of what the time pays, for the part of the session that is at night."),
    ),
    "weekend_percent": _percent(say("Added on Saturday and Sunday")),
    "holiday_percent": _percent(
        say("Added on public holidays"), say("A holiday on a weekend pays as a holiday.")
    ),
    "waiting_hour_won": _won(
        say("Waiting for the others, for an hour"),
        say("For the minutes that were reported, to the minute. 0: not paid."),
    ),
    "late_cancel_percent": _percent(
        say("When a session is cancelled late"),
        say("Of what its time would have paid. The way is paid to whoever had set out already."),
    ),
    "no_show_percent": _percent(
        say("When somebody else does not come"),
        say("Of what its time would have paid, beside the way."),
    ),
    "page_won": _won(say("Translation, for a page"), most=1_000_000),
    "word_won": _won(say("Translation, for a word"), most=10_000),
    "revision_percent": _percent(
        say("Check, revision or review by somebody else"),
        say("Of what the translation pays. 0: not paid."),
    ),
    "certified_copy_won": _won(say("Certified copy, each"), most=1_000_000),
    "class_hour_won": _won(say("Class taught, for an hour")),
    "mentor_hour_won": _won(
        say("Mentoring, for an hour"),
        say("For confirmed minutes with a trainee, beside the pay for the session. 0: not paid."),
    ),
}
# What belongs together on a page.
RATE_GROUPS: Sequence[tuple[LazyText, Sequence[str]]] = (
    (
        say("Interpreting"),
        ("hour_won", "minimum_minutes", "step_minutes", "travel_hour_won", "fare_km_won"),
    ),
    (say("Added"), ("night_percent", "weekend_percent", "holiday_percent")),
    (
        say("When it turns out otherwise"),
        ("waiting_hour_won", "late_cancel_percent", "no_show_percent"),
    ),
    (say("Translation"), ("page_won", "word_won", "revision_percent", "certified_copy_won")),
    (say("Training"), ("class_hour_won", "mentor_hour_won")),
)
