"""Settings of the day itself that the office keeps on its page."""

from collections.abc import Mapping

from dispatch.domain.settings import DispatchSettings
from foundation.office_settings import Number, OfficeSetting, OfficeSettingGroup
from foundation.text.message import LazyText, say

DAYS, HOURS, MINUTES, TIMES = say("days"), say("hours"), say("minutes"), say("times")


def _of(name: str, label: LazyText, answer: Number, hint: LazyText | None = None) -> OfficeSetting:
    return OfficeSetting(DispatchSettings, name, label, answer, hint)


def _day_fits(answers: Mapping[str, str]) -> Mapping[str, LazyText]:
    if int(answers["not_delivered_minutes"]) < int(answers["late_minutes"]):
        return {"not_delivered_minutes": say("Enter at least as many minutes as for late.")}
    return {}


DAY_OF = OfficeSettingGroup(
    key="day",
    label=say("The day of a session"),
    effect=say(
        "Counts from that day on for every session, also for those that were confirmed before."
    ),
    settings=(
        _of(
            "live_hours_before",
            say("Interpreters tell that they are on the way from so long before the start"),
            Number(1, 24, HOURS),
        ),
        _of(
            "live_alert_minutes",
            say("Whoever has told nothing is shown so long before the start"),
            Number(0, 240, MINUTES),
            say("0: nobody is shown."),
        ),
        _of("late_minutes", say("Late is more than"), Number(0, 120, MINUTES)),
        _of(
            "not_delivered_minutes",
            say("An interpreter has not come after"),
            Number(0, 240, MINUTES),
        ),
        _of(
            "wait_minutes",
            say("An interpreter waits for an absent service user for"),
            Number(0, 240, MINUTES),
        ),
        _of(
            "overrun_hours",
            say("A session in progress is closed after its planned end by"),
            Number(0, 12, HOURS),
        ),
        _of(
            "outcome_differ_minutes",
            say("Reports differ when their times are further apart than"),
            Number(0, 240, MINUTES),
        ),
        _of("outcome_days", say("Both sides may report for"), Number(1, 60, DAYS)),
        _of(
            "outcome_reminders",
            say("Reminders to the counsellor, one a day"),
            Number(0, 14, TIMES),
            say("After that the coordinators see the missing outcome."),
        ),
        _of(
            "standby_priority",
            say("A standby is named for sessions up to priority"),
            Number(0, 4, say("(1 to 4)")),
            say("0: no standby is named."),
        ),
        _of("standby_days", say("Standbys are named so far ahead"), Number(1, 30, DAYS)),
        _of(
            "standby_pay_percent",
            say("Pay for a standby"),
            Number(0, 100, say("percent of its pay")),
            say("0: not paid."),
        ),
        _of("sheet_keep_days", say("Sheets of a day are kept for"), Number(1, 60, DAYS)),
        _of("feedback_days", say("Complaints are to be answered within"), Number(1, 90, DAYS)),
    ),
    check=_day_fits,
)
