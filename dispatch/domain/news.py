"""The table of news: what happens, who must act on it or know it, and how they are told.

A badge means that it is counted in the menu and stands on the page "What needs me now" until somebody has
acted. A letter goes to an address once; it names time, place or way, language and the request's number, and
never anything of the case. Nobody is written about what they have done themselves, and what one action
tells the same person is one letter.
"""

from dataclasses import dataclass
from enum import StrEnum

from foundation.messages.channels import Urgency
from foundation.messages.topics import register_topics
from foundation.text.message import say


class Reader(StrEnum):
    """Who is told. Coordinators: all of them with an open account, or the centre's admins without one."""

    COORDINATORS = "coordinators"
    REQUESTER = "requester"
    INTERPRETER = "interpreter"


class News(StrEnum):
    """What may happen."""

    URGENT_ASKED = "urgent request"
    URGENT_WAITING = "urgent request unanswered"
    CALL_WAITING = "call on demand unanswered"
    DECISION_WANTED = "decision wanted"
    DECIDED = "request decided"
    DECLINED = "offer declined, others are asked"
    NOBODY_LEFT = "offer declined, nobody else is asked"
    RAN_OUT = "offers ran out"
    WAVES_EXHAUSTED = "everyone was asked in waves"
    ANSWER_UNDONE = "yes taken back"
    OFFER_TAKEN_BACK = "offer withdrawn by the centre"
    UNFILLED_LEAD = "unfilled at the recommended time"
    UNFILLED_SOON = "unfilled on the day before"
    UNFILLED_LAST = "unfilled hours before"
    NOT_SERVED = "over without an interpreter"
    GIVEN_BACK = "given back by the interpreter"
    DROPPED_OUT = "cannot go any more"
    LATE = "interpreter late"
    NOT_UNDER_WAY = "about to begin, nothing told"
    OUTCOME_WANTED = "outcome not reported"
    OUTCOME_MISSING = "outcome not reported for days"
    OUTCOME_DISPUTED = "reports differ"
    OUTCOME_DECIDED = "outcome decided"
    STANDBY_NAMED = "standby named"
    ON_LEAVE = "freed by leave"
    LOST_STANDING = "freed: no longer active"
    LOST_CERTIFICATION = "freed: certification"
    LOST_VETTING = "freed: background check"
    LOST_RESTRICTION = "freed: restriction"
    LOST_OTHER = "freed: another rule"
    REPAIR_READY = "repair ready"
    OVERRIDE_ASKED = "second person asked"
    CANCELLED = "session cancelled"
    MOVED = "session moved"
    TIMES_NARROWED = "outside the person's times"
    CLASS_CLASH = "in a class at that time"
    DAY_CLOSED = "closed on the day"
    DAY_OPEN = "open on the day after all"


@dataclass(frozen=True, kw_only=True)
class NewsLine:
    """A line of the table."""

    letters: frozenset[Reader] = frozenset()
    badge: bool = False


class Topic(StrEnum):
    """Kinds of news to coordinators: each may be read in a daily summary, or be told in a room of the office."""

    URGENT = "desk.urgent"
    ANSWERS = "desk.answers"
    FREED = "desk.freed"
    CHANGED = "desk.changed"
    TIMES = "desk.times"
    DECISIONS = "desk.decisions"
    DRAFTS = "desk.drafts"


register_topics(
    {
        Topic.URGENT: say("Urgent requests and sessions without an interpreter"),
        Topic.ANSWERS: say("Declined and unanswered offers"),
        Topic.FREED: say("Interpreters who cannot come"),
        Topic.CHANGED: say("Cancelled and changed sessions"),
        Topic.TIMES: say("Times, classes and closing days"),
        Topic.DECISIONS: say("Decisions and second approvals"),
        Topic.DRAFTS: say("Drafts that fill gaps"),
    }
)


def _line(*letters: Reader, badge: bool = False) -> NewsLine:
    return NewsLine(letters=frozenset(letters), badge=badge)


N, _C, _R, _I = News, Reader.COORDINATORS, Reader.REQUESTER, Reader.INTERPRETER
TABLE: dict[News, NewsLine] = {
    N.URGENT_ASKED: _line(_C, badge=True),
    N.URGENT_WAITING: _line(_C, badge=True),
    N.CALL_WAITING: _line(_C, badge=True),
    N.DECISION_WANTED: _line(_C, badge=True),
    N.DECIDED: _line(_R),
    # Somebody may still say yes: it stands in the history of the session, and nobody has to act.
    N.DECLINED: _line(),
    N.NOBODY_LEFT: _line(_C, badge=True),
    N.RAN_OUT: _line(_C, _I, badge=True),
    N.WAVES_EXHAUSTED: _line(_C, badge=True),
    N.ANSWER_UNDONE: _line(_C, _R),
    N.OFFER_TAKEN_BACK: _line(_I),
    N.UNFILLED_LEAD: _line(_R),
    N.UNFILLED_SOON: _line(_C, _R, badge=True),
    N.UNFILLED_LAST: _line(_C, _R, badge=True),
    N.NOT_SERVED: _line(_C, _R, badge=True),
    N.GIVEN_BACK: _line(_C, _R, badge=True),
    N.DROPPED_OUT: _line(_C, _R, badge=True),
    N.LATE: _line(_R, badge=True),
    # It is a matter of minutes: the board and the menu say so, and somebody calls.
    N.NOT_UNDER_WAY: _line(badge=True),
    N.OUTCOME_WANTED: _line(_R),
    N.OUTCOME_MISSING: _line(_C, badge=True),
    N.OUTCOME_DISPUTED: _line(_C, badge=True),
    N.OUTCOME_DECIDED: _line(_R, _I),
    N.STANDBY_NAMED: _line(_I),
    N.ON_LEAVE: _line(_C, _R, _I, badge=True),
    N.LOST_STANDING: _line(_C, _R, _I, badge=True),
    N.LOST_CERTIFICATION: _line(_C, _R, _I, badge=True),
    N.LOST_VETTING: _line(_C, _R, _I, badge=True),
    N.LOST_RESTRICTION: _line(_C, _R, _I, badge=True),
    N.LOST_OTHER: _line(_C, _R, _I, badge=True),
    N.REPAIR_READY: _line(_C, badge=True),
    N.OVERRIDE_ASKED: _line(_C, badge=True),
    N.CANCELLED: _line(_C, _R, _I),
    N.MOVED: _line(_C, _R, _I),
    # The assignment stays: whoever has it gives it back, or the coordinator asks.
    N.TIMES_NARROWED: _line(_C),
    N.CLASS_CLASH: _line(_C, _I),
    # The sessions stay: whoever wants them moved or called off does so.
    N.DAY_CLOSED: _line(_C, _R),
    N.DAY_OPEN: _line(_C, _R),
}


def is_written_to(reader: Reader, news: News) -> bool:
    """Whether a reader is sent a letter about it."""
    return reader in TABLE[news].letters


TOPICS: dict[Topic, frozenset[News]] = {
    Topic.URGENT: frozenset({N.URGENT_ASKED, N.UNFILLED_SOON, N.UNFILLED_LAST, N.NOT_SERVED}),
    Topic.ANSWERS: frozenset({N.DECLINED, N.NOBODY_LEFT, N.RAN_OUT, N.ANSWER_UNDONE}),
    Topic.CHANGED: frozenset({N.CANCELLED, N.MOVED}),
    Topic.TIMES: frozenset({N.TIMES_NARROWED, N.CLASS_CLASH, N.DAY_CLOSED, N.DAY_OPEN}),
    Topic.DECISIONS: frozenset({N.DECISION_WANTED, N.OVERRIDE_ASKED}),
    Topic.DRAFTS: frozenset({N.REPAIR_READY}),
}
# What cannot wait for the morning, nor for a summary.
URGENT = frozenset({N.URGENT_ASKED, N.UNFILLED_LAST})


def topic_of(news: News) -> Topic:
    """The kind of news to coordinators that it is; whatever frees an interpreter is one kind."""
    return next((topic for topic, found in TOPICS.items() if news in found), Topic.FREED)


def urgency_of(news: News) -> Urgency:
    """What a letter about it to coordinators may do to arrive."""
    return Urgency.URGENT if news in URGENT else Urgency.ORDINARY
