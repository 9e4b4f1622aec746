"""Settings of requests and times that the office keeps on its page."""

from collections.abc import Mapping

from foundation.office_settings import ClockSpan, Number, OfficeSetting, OfficeSettingGroup, Several
from foundation.text.message import LazyText, say
from scheduling.domain.settings import SchedulingSettings

DAYS, HOURS, MINUTES = say("days"), say("hours"), say("minutes")
WORKING_DAYS = say("working days")
WEEKDAYS = (
    ("mon", say("Monday")),
    ("tue", say("Tuesday")),
    ("wed", say("Wednesday")),
    ("thu", say("Thursday")),
    ("fri", say("Friday")),
    ("sat", say("Saturday")),
    ("sun", say("Sunday")),
)


def _of(
    name: str,
    label: LazyText,
    answer: Number | ClockSpan | Several,
    hint: LazyText | None = None,
) -> OfficeSetting:
    return OfficeSetting(SchedulingSettings, name, label, answer, hint)


def _long_is_longer(answers: Mapping[str, str]) -> Mapping[str, LazyText]:
    if int(answers["free_cancel_long_hours"]) < int(answers["free_cancel_hours"]):
        return {"free_cancel_long_hours": say("Enter at least as long as for other sessions.")}
    return {}


def _teams_fit(answers: Mapping[str, str]) -> Mapping[str, LazyText]:
    if int(answers["team_warning_minutes"]) > int(answers["team_break_minutes"]):
        return {"team_warning_minutes": say("Enter at most as long as until a break is asked for.")}
    return {}


WEEK = OfficeSettingGroup(
    key="week",
    label=say("Working week"),
    effect=say(
        "Deadlines and lead times set from that day on count these days. Those set before stay."
    ),
    settings=(
        _of("working_weekdays", say("Days on which the office works"), Several(WEEKDAYS, least=1)),
        _of(
            "counselling_hours",
            say("Hours of counselling"),
            ClockSpan(),
            say("What “any time that day” means in a request."),
        ),
    ),
)
REQUESTS = OfficeSettingGroup(
    key="requests",
    label=say("Placing requests"),
    effect=say(
        "Counts for requests placed or changed from that day on. Accepted ones stay as they are."
    ),
    settings=(
        _of("horizon_days", say("Requests may lie ahead at most"), Number(7, 365, DAYS)),
        _of("lead_working_days", say("Recommended lead time"), Number(0, 30, WORKING_DAYS)),
        _of(
            "rare_lead_working_days",
            say("Recommended lead time for languages with few interpreters"),
            Number(0, 60, WORKING_DAYS),
        ),
        _of(
            "urgent_hours",
            say("A request is urgent when it begins within"),
            Number(1, 168, HOURS),
            say("Coordinators are told at once, and again when nobody is found so long before."),
        ),
        _of(
            "near_window_minutes", say("“A little earlier or later” means"), Number(5, 240, MINUTES)
        ),
        _of(
            "proposal_hours",
            say("Time to answer a proposal of another time"),
            Number(1, 168, HOURS),
        ),
    ),
)
CANCELLING = OfficeSettingGroup(
    key="cancelling",
    label=say("Cancelling"),
    effect=say("Counts from that day on for every session, also for those requested before."),
    settings=(
        _of("free_cancel_hours", say("Cancelling on site is free until"), Number(0, 336, HOURS)),
        _of(
            "free_cancel_long_hours",
            say("Cancelling a long or far session is free until"),
            Number(0, 336, HOURS),
        ),
        _of(
            "free_cancel_remote_hours",
            say("Cancelling video and telephone is free until"),
            Number(0, 336, HOURS),
        ),
        _of("long_session_minutes", say("A session is long from"), Number(60, 720, MINUTES)),
    ),
    check=_long_is_longer,
)
TEAMS = OfficeSettingGroup(
    key="teams",
    label=say("Teams of two and breaks"),
    effect=say("Counts for requests placed or changed from that day on."),
    settings=(
        _of(
            "team_simultaneous_minutes",
            say("Simultaneous interpreting takes two people above"),
            Number(10, 480, MINUTES),
        ),
        _of(
            "team_consecutive_minutes",
            say("Consecutive interpreting takes two people above"),
            Number(30, 720, MINUTES),
        ),
        _of(
            "team_warning_minutes",
            say("One interpreter alone is warned about from"),
            Number(10, 480, MINUTES),
        ),
        _of(
            "team_break_minutes",
            say("A break or a second interpreter is asked for from"),
            Number(10, 480, MINUTES),
        ),
    ),
    check=_teams_fit,
)
KEEPING = OfficeSettingGroup(
    key="keeping",
    label=say("Keeping notes"),
    effect=say("The next nightly clearing counts with it. What was removed does not come back."),
    settings=(
        _of(
            "note_retention_days",
            say("Notes, links and typed addresses are kept after a session"),
            Number(1, 365, DAYS),
        ),
    ),
)
OFFICE_SETTINGS = (WEEK, REQUESTS, CANCELLING, TEAMS, KEEPING)
