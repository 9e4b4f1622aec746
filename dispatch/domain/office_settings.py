"""Settings of plans, offers and assignments that the office keeps on its page."""

from collections.abc import Mapping

from dispatch.domain.claims_settings import CLAIMS
from dispatch.domain.day_settings import DAY_OF
from dispatch.domain.on_demand_settings import ON_DEMAND
from dispatch.domain.settings import LOAD_STEP, DispatchSettings
from dispatch.domain.signature_settings import SIGNATURES
from dispatch.domain.translation_office_settings import TRANSLATIONS
from dispatch.domain.wishes import MOST_TOGETHER, WISHES, Wishes, setting_of
from foundation.office_settings import ClockTime, Number, OfficeSetting, OfficeSettingGroup
from foundation.text.message import LazyText, say

DAYS, HOURS, MINUTES, TIMES = say("days"), say("hours"), say("minutes"), say("times")
WORKING_DAYS = say("working days")


def _of(
    name: str, label: LazyText, answer: Number | ClockTime, hint: LazyText | None = None
) -> OfficeSetting:
    return OfficeSetting(DispatchSettings, name, label, answer, hint)


def _answers_fit(answers: Mapping[str, str]) -> Mapping[str, LazyText]:
    found: dict[str, LazyText] = {}
    if int(answers["answer_near_days"]) >= int(answers["answer_far_days"]):
        found["answer_near_days"] = say("Enter fewer days than for a session far ahead.")
    if answers["answer_same_day_asked_before"] >= answers["answer_same_day_by"]:
        found["answer_same_day_by"] = say("Enter a time after the one until which offers are sent.")
    if answers["waves_from"] >= answers["waves_until"]:
        found["waves_until"] = say("Enter a time after the one from which waves go out.")
    return found


def _undo_fits(answers: Mapping[str, str]) -> Mapping[str, LazyText]:
    if int(answers["plan_letters_held_minutes"]) > int(answers["offer_undo_minutes"]):
        return {
            "plan_letters_held_minutes": say("Enter at most as long as a plan may be taken back.")
        }
    return {}


ANSWERS = OfficeSettingGroup(
    key="answers",
    label=say("Deadlines of offers"),
    effect=say("Counts for offers sent from that day on. Offers sent before keep their deadline."),
    settings=(
        _of(
            "answer_far_days",
            say("A session lies far ahead from"),
            Number(1, 60, WORKING_DAYS),
        ),
        _of(
            "answer_far_within_days",
            say("Then an offer is answered within"),
            Number(1, 30, WORKING_DAYS),
        ),
        _of(
            "answer_near_days",
            say("A session is answered by the next working day from"),
            Number(1, 30, WORKING_DAYS),
            say("So many working days before the session."),
        ),
        _of("answer_next_day_by", say("On the next working day, until"), ClockTime()),
        _of(
            "answer_same_day_asked_before",
            say("A session of tomorrow is answered today if the offer is sent before"),
            ClockTime(),
        ),
        _of("answer_same_day_by", say("On the same day, until"), ClockTime()),
        _of("answer_wave_minutes", say("Time to answer an urgent offer"), Number(1, 240, MINUTES)),
        _of(
            "answer_on_demand_minutes",
            say("Time to answer an offer for right now"),
            Number(1, 120, MINUTES),
        ),
        _of(
            "waves_from",
            say("Offers in waves go out from"),
            ClockTime(),
            say(
                "What would go at night waits for this time, unless it is urgent or starts too soon."
            ),
        ),
        _of("waves_until", say("Offers in waves go out until"), ClockTime()),
    ),
    check=_answers_fit,
)
UNDO = OfficeSettingGroup(
    key="undo",
    label=say("Undoing, withdrawing, details"),
    effect=say("Counts from that day on for everybody, also for what was sent or accepted before."),
    settings=(
        _of(
            "offer_undo_minutes", say("A sent plan may be taken back for"), Number(0, 240, MINUTES)
        ),
        _of(
            "plan_letters_held_minutes",
            say("The letters of a sent plan wait for"),
            Number(0, 240, MINUTES),
            say("0: they go at once."),
        ),
        _of("answer_undo_minutes", say("An answer may be taken back for"), Number(0, 240, MINUTES)),
        _of(
            "answer_undos_per_day",
            say("Answers that an interpreter may take back in a day"),
            Number(0, 50, TIMES),
        ),
        _of(
            "answer_undos_per_offer",
            say("How often the answer to one offer may be taken back"),
            Number(0, 10, TIMES),
        ),
        _of(
            "return_online_hours",
            say("An assignment may be withdrawn online until before the start"),
            Number(0, 336, HOURS),
        ),
        _of(
            "disclosure_hours_after",
            say("Details of a session close after its end by"),
            Number(1, 720, HOURS),
        ),
        _of(
            "last_call_hours",
            say("A session without anybody is called out before its start by"),
            Number(1, 48, HOURS),
        ),
    ),
    check=_undo_fits,
)
TRAVEL = OfficeSettingGroup(
    key="travel",
    label=say("Travel times"),
    effect=say("Plans made and offers sent from that day on use it."),
    settings=(
        _of(
            "travel_detour",
            say("Road kilometres for a kilometre as the crow flies"),
            Number(1, 3, say("km"), whole=False),
        ),
        _of("travel_kmh", say("Average speed"), Number(5, 120, say("km/h"), whole=False)),
        _of(
            "travel_buffer_minutes",
            say("Added between two sessions on site"),
            Number(0, 120, MINUTES),
        ),
        _of("travel_round_to_minutes", say("Travel is rounded up to"), Number(1, 60, MINUTES)),
        _of(
            "long_way_minutes",
            say("A coordinator approves one way from home of more than"),
            Number(0, 600, MINUTES),
            say("0: no limit."),
        ),
        _of(
            "long_way_km",
            say("A coordinator approves a road from home of more than"),
            Number(0, 1000, say("km")),
            say("0: no limit."),
        ),
    ),
)
LOAD = OfficeSettingGroup(
    key="load",
    label=say("How much one person does"),
    effect=say("Plans made from that day on use it. What was assigned before stays."),
    settings=(
        _of("load_window_days", say("Work is shared evenly over"), Number(1, 366, DAYS)),
        _of(
            "heavy_sessions_per_day",
            say("Heavy sessions that one interpreter takes on a day"),
            Number(0, 20, say("sessions")),
            say("Violence, and danger to life or health. 0: no limit."),
        ),
        _of(
            "rest_minutes",
            say("Rest after interpreting, for each full stretch"),
            Number(0, 60, MINUTES),
            say("No other session begins before the rest is over. 0: no rest but the own break."),
        ),
        _of(
            "rest_block_minutes",
            say("A full stretch of interpreting lasts"),
            Number(5, 480, MINUTES),
            say("With 40 and 5, a session of 120 minutes is followed by 15 minutes of rest."),
        ),
        _of(
            "away_minutes_per_day",
            say("Longest time away from home on a day, from leaving until back"),
            Number(0, 1440, MINUTES),
            say("0: no limit. Only days with a session on site count."),
        ),
    ),
)


def _weight(wish: str, label: LazyText, hint: LazyText, most: int = 240) -> OfficeSetting:
    return _of(setting_of(wish), label, Number(0, most, MINUTES), hint)


def _weights_fit(answers: Mapping[str, str]) -> Mapping[str, LazyText]:
    found: dict[str, LazyText] = {}
    weights = {wish: int(answers[setting_of(wish)]) for wish in WISHES}
    if weights["even_load"] % LOAD_STEP:
        found[setting_of("even_load")] = say("Enter a multiple of %(n)s.", n=LOAD_STEP)
    if Wishes(**weights).together > MOST_TOGETHER:
        heaviest = max((wish for wish in WISHES if wish != "change"), key=lambda w: weights[w])
        found[setting_of(heaviest)] = say(
            "Together the wishes must stay below %(n)s minutes, so that filling a session always comes first.",
            n=f"{MOST_TOGETHER:,}",
        )
    return found


WEIGHTS = OfficeSettingGroup(
    key="wishes",
    label=say("What counts how much in a plan"),
    effect=say(
        "Each wish is given in minutes of travel: 40 means that a plan accepts 40 more minutes of travel for it. Filling sessions always comes first. Plans made from that day on use it."
    ),
    settings=(
        _weight(
            "staff",
            say("Staff before freelance interpreters"),
            say(
                "Example: with 40, a member of staff is sent even if that takes up to 40 minutes more travel than sending a freelance interpreter."
            ),
        ),
        _weight(
            "freelance",
            say("Freelance interpreters before volunteers"),
            say(
                "Example: with 40, a freelance interpreter is sent even if that takes up to 40 minutes more travel than sending a volunteer."
            ),
        ),
        _weight(
            "same_person",
            say("The same interpreter for the same case"),
            say(
                "Example: with 30, a case stays with one interpreter even if that takes up to 30 minutes more travel for each session."
            ),
        ),
        _weight(
            "even_load",
            say("Sharing work evenly, for each hour off the fair share"),
            say(
                "Example: with 15, a plan accepts up to 15 more minutes of travel to give an hour to somebody who had less work. In steps of 15."
            ),
        ),
        _weight(
            "change",
            say("Leaving assigned people in place, for each change"),
            say(
                "Example: with 200, somebody who was asked or has accepted is replaced only to fill a session or to save more than 200 minutes of travel."
            ),
            most=600,
        ),
        _weight(
            "tight",
            say("Avoiding a tight transfer"),
            say("Example: with 20, a plan accepts up to 20 more minutes of travel to avoid one."),
        ),
        _weight(
            "other_mode",
            say("Keeping the mode that was chosen first"),
            say(
                "Example: with 60, a session is held by video instead of on site only to fill it or to save more than 60 minutes of travel."
            ),
        ),
        _weight(
            "other_language",
            say("Keeping the language that was requested"),
            say(
                "Example: with 60, the alternative language is used only to fill a session or to save more than 60 minutes of travel."
            ),
        ),
        _weight(
            "other_start",
            say("Keeping the start that was requested"),
            say(
                "Example: with 30, a session is moved within the agreed times only to fill it or to save more than 30 minutes of travel."
            ),
        ),
        _of(
            "tight_spare_minutes",
            say("A transfer is tight with less time to spare than"),
            Number(0, 120, MINUTES),
            say("What is left after travel, its extra time and the break."),
        ),
    ),
    check=_weights_fit,
)
_DAILY = (ANSWERS, ON_DEMAND, UNDO, DAY_OF, TRANSLATIONS, CLAIMS)
OFFICE_SETTINGS = (*_DAILY, TRAVEL, LOAD, SIGNATURES, WEIGHTS)
