"""What upper packages are told about sessions."""

from dataclasses import dataclass
from datetime import date, time

from foundation.database.events import Event
from foundation.times.spans import Span
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId


@dataclass(frozen=True)
class SessionRequested(Event):
    """A session wants interpreters."""

    session_id: SessionId


@dataclass(frozen=True)
class DecisionWanted(Event):
    """Its request waits for a coordinator's decision before anybody is looked for."""

    session_id: SessionId


@dataclass(frozen=True)
class SessionChanged(Event):
    """Its time, place, length or requirements changed: whoever holds it must be asked again."""

    session_id: SessionId


@dataclass(frozen=True)
class SessionCancelled(Event):
    """It will not take place; whoever holds it is free."""

    session_id: SessionId
    late: bool


@dataclass(frozen=True)
class ChangeAgreed(Event):
    """Its requester agreed to a change that the centre asked for; whoever was found with it is to be asked."""

    session_id: SessionId
    interpreter_id: InterpreterId | None


@dataclass(frozen=True)
class MeetingLinkChanged(Event):
    """How it is joined by phone or video is known now, or has changed; nobody is asked again."""

    session_id: SessionId
    was_known: bool


@dataclass(frozen=True)
class TraineeUnwelcome(Event):
    """No trainee may sit in any more; whoever interprets stays."""

    session_id: SessionId


@dataclass(frozen=True)
class ClosingDayEntered(Event):
    """The centre does not work on a day; the sessions that stand on it stay."""

    day: date


@dataclass(frozen=True)
class ClosingDayRemoved(Event):
    """The centre works on the day after all."""

    day: date


@dataclass(frozen=True)
class TimesNarrowed(Event):
    """Somebody is no longer free in these spans, though not away: weekly times or extra time have ended."""

    interpreter_id: InterpreterId
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class LeaveTaken(Event):
    """Somebody will be away: on these days, or only between two times of each of them."""

    interpreter_id: InterpreterId
    first_day: date
    last_day: date
    starts: time | None = None
    ends: time | None = None
