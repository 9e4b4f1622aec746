"""News that somebody has to be told by telephone: of which kind, and how far it has come."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


class ToldNews(StrEnum):
    """What somebody is to be told."""

    BOOKED = "booked"
    LINK = "link"
    PLACE_OFF = "place_off"
    FREE = "free"
    CANCELLED = "cancelled"

    @property
    def is_booking(self) -> bool:
        """Whether it holds only as long as the session is theirs."""
        return self in BOOKING


# True as long as somebody serves the session; the others as long as they do not.
BOOKING = frozenset({ToldNews.BOOKED, ToldNews.LINK})


class ToldState(StrEnum):
    """Waiting for a call, told, or overtaken: by newer news, or because nothing is left to tell."""

    WAITING = "waiting"
    TOLD = "told"
    OVERTAKEN = "overtaken"


class ToldOutcome(StrEnum):
    """What came of a call to tell somebody."""

    TOLD = "told"
    NO_ANSWER = "no_answer"


register_labels(
    {
        ToldNews.BOOKED: say("Booked"),
        ToldNews.LINK: say("How to join"),
        ToldNews.PLACE_OFF: say("Practicum cancelled"),
        ToldNews.FREE: say("Released"),
        ToldNews.CANCELLED: say("Session cancelled"),
        ToldOutcome.TOLD: say("Told by phone"),
        ToldOutcome.NO_ANSWER: say("Called, no answer"),
    }
)
