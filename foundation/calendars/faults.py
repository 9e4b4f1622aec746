"""What can be wrong with a calendar that somebody gives us, in words for them."""

from enum import StrEnum

from foundation.text.message import LazyText, say


class CalendarFault(StrEnum):
    """Why a calendar was not taken; nothing of it is kept then."""

    BAD_ADDRESS = "bad_address"
    BROKEN = "broken"
    ENDS_BEFORE = "ends_before"
    LEADS_ON = "leads_on"
    NOT_A_CALENDAR = "not_a_calendar"
    NOT_PUBLIC = "not_public"
    NO_ANSWER = "no_answer"
    NO_START = "no_start"
    REFUSED = "refused"
    TOO_LARGE = "too_large"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    TOO_OFTEN = "too_often"
    UNKNOWN_ZONE = "unknown_zone"
    UNSAFE = "unsafe"


class CalendarRefused(Exception):
    """A calendar was not taken. `detail` is the number of an entry, a zone's name or an answer's number."""

    def __init__(self, fault: CalendarFault, detail: str = "") -> None:
        """Say what is wrong."""
        super().__init__(fault.value)
        self.fault, self.detail = fault, detail


def fault_said(fault: CalendarFault, detail: str) -> LazyText:
    """The fault as a sentence that says what to do about it."""
    sentences = {
        CalendarFault.BAD_ADDRESS: say(
            "Enter the whole address of the calendar, such as https://calendar.example/me.ics."
        ),
        CalendarFault.BROKEN: say(
            "Entry %(detail)s cannot be read. Save the calendar again in the program it comes from.",
            detail=detail,
        ),
        CalendarFault.ENDS_BEFORE: say(
            "Entry %(detail)s ends before it starts. Correct it in the calendar it comes from.",
            detail=detail,
        ),
        CalendarFault.LEADS_ON: say(
            "The address leads on to another one. Open it in a browser and enter the address you end up at."
        ),
        CalendarFault.NOT_A_CALENDAR: say(
            "This is not a calendar (.ics). In your calendar, look for “Export” or “Secret address in iCal format”."
        ),
        CalendarFault.NOT_PUBLIC: say(
            "The address is not on the public internet, or has a port number."
        ),
        CalendarFault.NO_ANSWER: say("The address does not answer. Check it, or try again later."),
        CalendarFault.NO_START: say(
            "Entry %(detail)s has no start. Correct it in the calendar it comes from.",
            detail=detail,
        ),
        CalendarFault.REFUSED: say(
            "The address answered with %(detail)s. Check in your calendar that sharing is still on.",
            detail=detail,
        ),
        CalendarFault.TOO_LARGE: say("The calendar is larger than 2 MB. Export a shorter period."),
        CalendarFault.TOO_LONG: say("The calendar took too long to read. Export a shorter period."),
        CalendarFault.TOO_MANY: say("The calendar has too many entries. Export a shorter period."),
        CalendarFault.TOO_OFTEN: say(
            "Entry %(detail)s repeats more often than once a day. Take it out of this calendar.",
            detail=detail,
        ),
        CalendarFault.UNKNOWN_ZONE: say(
            "The time zone “%(detail)s” is not known. Choose a city such as Seoul in your calendar.",
            detail=detail,
        ),
        CalendarFault.UNSAFE: say(
            "The connection to the address is not safe: its certificate is bad."
        ),
    }
    return sentences[fault]
