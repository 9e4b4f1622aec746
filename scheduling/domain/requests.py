"""What makes a need one that can be served: problems by field, missing facts, and advice."""

from datetime import datetime, time, timedelta

from accounts.domain.cities import CITIES, cities_in
from foundation.config import Settings
from foundation.security.errors import Problems
from foundation.text.message import LazyText, Named, say
from foundation.text.personal import reason_against, reason_against_numbers
from foundation.times.zones import local_clock, local_day
from interpreters.domain.case_codes import reason_against_case_code
from interpreters.domain.qualifications import Modality, Tier, usual_tier
from interpreters.domain.settings import InterpretersSettings
from scheduling.domain import meeting_links
from scheduling.domain.availability import GRID_MINUTES
from scheduling.domain.closing_days import NONE_ENTERED, EnteredDays, what_is_special
from scheduling.domain.holidays import working_days_between
from scheduling.domain.needs import RequestNeed, team_of, tier_of
from scheduling.domain.settings import SchedulingSettings

SHORTEST, LONGEST = 5, 720
LONGEST_NOTE = 500
LONGEST_ROOM = 60
LONGEST_LANGUAGE = 40
LONGEST_ADDRESS = 200
_RANK = (Tier.T0, Tier.T1, Tier.T2, Tier.T3, Tier.COURT)


def find_problems(
    need: RequestNeed, now: datetime, settings: Settings, *, right_now: bool = False
) -> Problems:
    """Everything wrong with a need that can be said without looking anything up.

    What is wanted `right_now` names no time.
    """
    problems = Problems()
    _check_what(need, problems)
    if right_now:
        _check_length(need, problems)
    else:
        _check_when(need, problems, now, settings)
    _check_how(need, problems)
    _check_words(need, problems)
    return problems


def _check_what(need: RequestNeed, problems: Problems) -> None:
    if need.language is None and not need.other_language:
        problems.add("language", say("Choose the language of the service user."))
    elif need.language is not None and need.fallback_language is need.language:
        problems.add("fallback_language", say("Choose a language other than the first."))
    if need.domain is None:
        problems.add("domain", say("Choose the field. It decides which certification is needed."))
    elif need.tier is not None and _is_too_low(need.tier, usual_tier(need.domain)):
        problems.add(
            "tier",
            say(
                "This field asks for at least “%(tier)s”. Choose that or higher.",
                tier=usual_tier(need.domain),
            ),
        )
    if need.priority is not None and not 1 <= need.priority <= 4:  # noqa: PLR2004  the four classes
        problems.add("priority", say("The priority is a number from 1 to 4."))


def _is_too_low(tier: Tier, usual: Tier) -> bool:
    # Plain information may be asked for where a misunderstanding does little harm anyway.
    lowest = Tier.T0 if usual is Tier.T1 else usual
    return _RANK.index(tier) < _RANK.index(lowest)


def _check_when(need: RequestNeed, problems: Problems, now: datetime, settings: Settings) -> None:
    _check_day(need, problems, now, settings)
    _check_length(need, problems)
    if need.start is None:
        problems.add("start", say("Enter the time at which it starts."))
        return
    for name, clock in (
        ("start", need.start),
        ("earliest", need.earliest),
        ("latest", need.latest),
    ):
        if clock is not None and clock.minute % GRID_MINUTES:
            problems.add(name, say("Enter times in steps of five minutes, like 9:00 or 9:05."))
            if name == "start":
                # Its window follows from it: one fault, told once.
                return
    earliest, latest = need.earliest or need.start, need.latest or need.start
    if earliest > need.start:
        problems.add("earliest", say("The earliest start comes after the wished start."))
    if latest < need.start:
        problems.add("latest", say("The latest start comes before the wished start."))


def _check_day(need: RequestNeed, problems: Problems, now: datetime, settings: Settings) -> None:
    today = local_day(now, settings.zone)
    if need.day is None:
        problems.add("day", say("Choose the day."))
    elif need.day < today:
        problems.add("day", say("%(day)s is past. Choose today or a later day.", day=need.day))
    elif need.day > (last := today + timedelta(days=settings.of(SchedulingSettings).horizon_days)):
        problems.add(
            "day",
            say("Too far ahead. Requests are possible until %(day)s.", day=last),
        )
    elif need.day == today and need.start is not None and need.start <= _clock(now, settings):
        problems.add(
            "start",
            say("%(clock)s today is past. Choose a later time.", clock=need.start),
        )


def _clock(now: datetime, settings: Settings) -> time:
    return local_clock(now, settings.zone)


def _check_length(need: RequestNeed, problems: Problems) -> None:
    if need.minutes is None:
        problems.add("minutes", say("Choose how long it takes."))
    elif need.minutes <= 0:
        problems.add("minutes", say("It ends before it starts. Give a length above zero."))
    elif not SHORTEST <= need.minutes <= LONGEST or need.minutes % GRID_MINUTES:
        problems.add(
            "minutes",
            say(
                "The length must be %(low)s to %(high)s minutes, in steps of five.",
                low=SHORTEST,
                high=LONGEST,
            ),
        )


def _check_how(need: RequestNeed, problems: Problems) -> None:
    if not need.modalities:
        problems.add("modalities", say("Choose a mode."))
    elif len(set(need.modalities)) != len(need.modalities):
        problems.add("modalities", say("Each mode can be chosen once only."))
    if Modality.ON_SITE in need.modalities:
        _check_place(need, problems)
    if need.team is not None and need.team not in {1, 2}:
        problems.add("team", say("A team has one or two interpreters."))
    if set(need.preferred) & set(need.excluded):
        problems.add("excluded", say("The same person is both preferred and excluded."))


def _check_place(need: RequestNeed, problems: Problems) -> None:
    if (need.site_id is None) == (need.other_city is None):
        problems.add("site", say("Choose the place that the interpreter comes to."))
    if need.other_city is None:
        return
    named = cities_in(need.address)
    if need.other_city not in CITIES:
        problems.add("other_city", say("Choose the city or county of the place."))
    elif named and need.other_city not in named:
        problems.add(
            "other_city", say("The address says %(city)s.", city=Named(CITIES[named[0]].name_in))
        )
    # Houses are called after people, and end like forms of address: only numbers are refused.
    number = reason_against_numbers(need.address)
    if not need.address:
        problems.add("address", say("Type the address that the interpreter comes to."))
    elif len(need.address) > LONGEST_ADDRESS:
        problems.add("address", say("Use at most %(n)s characters.", n=LONGEST_ADDRESS))
    elif number is not None:
        problems.add("address", number)


def _check_words(need: RequestNeed, problems: Problems) -> None:
    code = reason_against_case_code(need.case_code)
    if code is not None:
        problems.add("case", code)
    if len(need.note) > LONGEST_NOTE:
        problems.add("note", say("Use at most %(n)s characters.", n=LONGEST_NOTE))
    if len(need.other_language) > LONGEST_LANGUAGE:
        problems.add("other_language", say("Use at most %(n)s characters.", n=LONGEST_LANGUAGE))
    for name, text in (
        ("note", need.note),
        ("room", need.room),
        ("other_language", need.other_language),
    ):
        personal = reason_against(text)
        if personal is not None:
            problems.add(name, personal)
    link = meeting_links.reason_against(need.meeting_link)
    if link is not None:
        problems.add("meeting_link", link)
    if len(need.room) > LONGEST_ROOM:
        problems.add("room", say("Use at most %(n)s characters.", n=LONGEST_ROOM))


def missing_facts(need: RequestNeed) -> list[LazyText]:
    """What a coordinator must settle before interpreters are looked for; usually nothing."""
    found: list[LazyText] = []
    if need.language is None:
        found.append(say("No interpreter speaks this language."))
    if tier_of(need) in {Tier.T3, Tier.COURT} and not need.case_code:
        found.append(say("A crisis or court session needs a case code."))
    return found


def advice_on(
    need: RequestNeed,
    now: datetime,
    settings: Settings,
    *,
    is_filled: bool = False,
    entered: EnteredDays = NONE_ENTERED,
) -> list[LazyText]:
    """What a requester should know, though it forbids nothing: lead time until it is filled, length, holidays.

    `entered` are the days on which the centre is closed besides.
    """
    found: list[LazyText] = []
    assert need.day is not None
    lead = (
        settings.of(SchedulingSettings).rare_lead_working_days
        if need.language in settings.of(InterpretersSettings).rare_languages
        else settings.of(SchedulingSettings).lead_working_days
    )
    ahead = working_days_between(
        local_day(now, settings.zone),
        need.day,
        settings.of(SchedulingSettings).working_weekdays,
        entered.keys(),
    )
    if ahead < lead and not is_filled:
        found.append(
            say(
                "We recommend requesting %(n)s working days ahead. Urgent requests may stay unfilled.",
                n=lead,
            )
        )
    special = what_is_special(need.day, entered)
    if special is not None:
        found.append(special)
    return found + _advice_on_length(need, settings)


def _advice_on_length(need: RequestNeed, settings: Settings) -> list[LazyText]:
    minutes = need.minutes or 0
    if team_of(need, settings) > 1:
        return []
    if minutes >= settings.of(SchedulingSettings).team_break_minutes:
        return [
            say(
                "One interpreter for %(n)s minutes: plan breaks of 5 minutes in every 40, or ask "
                "for two interpreters.",
                n=minutes,
            )
        ]
    if minutes > settings.of(SchedulingSettings).team_warning_minutes:
        return [say("One interpreter for %(n)s minutes: a short break helps accuracy.", n=minutes)]
    return []


def is_late_to_cancel(
    starts_at: datetime, minutes: int, modality: Modality, now: datetime, settings: Settings
) -> bool:
    """Whether cancelling now is no longer free of charge."""
    hours = settings.of(SchedulingSettings).free_cancel_remote_hours
    if modality is Modality.ON_SITE:
        is_long = minutes >= settings.of(SchedulingSettings).long_session_minutes
        hours = (
            settings.of(SchedulingSettings).free_cancel_long_hours
            if is_long
            else settings.of(SchedulingSettings).free_cancel_hours
        )
    return now > starts_at - timedelta(hours=hours)
