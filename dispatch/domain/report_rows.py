"""What stands behind a number of a report: which sessions, or rows of another kind."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from dispatch.domain.reports import Dimension, NeedFate
from foundation.text.i18n import register_labels
from foundation.text.message import say


class ReportMeasure(StrEnum):
    """What is measured of sessions: its rows stand in order of it, so that the middle is seen."""

    FILL = "fill"
    LEAD = "lead"
    WAY = "way"
    TIME = "time"


class RowsBehind(StrEnum):
    """Numbers whose rows are no sessions."""

    PAY = "pay"
    PAY_APPROVED = "pay_approved"
    COMPLAINTS = "complaints"
    PRAISE = "praise"
    ASKED = "asked"
    ACCEPTED = "accepted"
    APPLIED = "applied"
    SEATED = "seated"
    BEGUN = "begun"
    COMPLETED = "completed"
    CERTIFIED = "certified"
    ENDING = "ending"


@dataclass(frozen=True, kw_only=True)
class RowsWanted:
    """Which sessions of a scope: of a fate, a cause, a value of a dimension, with somebody, downgraded.

    With a measure those of which it is taken, the smallest first.
    """

    fate: NeedFate | None = None
    cause: str = ""
    value_of: tuple[tuple[Dimension, str], ...] = ()
    interpreter_id: UUID | None = None
    downgraded: bool = False
    late: bool = False
    in_vain: bool = False
    # filled and not filled: what a fill rate is taken of
    decided: bool = False
    measure: ReportMeasure | None = None


register_labels(
    {
        ReportMeasure.FILL: say("Time to fill"),
        ReportMeasure.LEAD: say("Notice given"),
        ReportMeasure.WAY: say("Way to a session"),
        ReportMeasure.TIME: say("Time interpreted, as planned"),
        RowsBehind.PAY: say("Pay for the period's work"),
        RowsBehind.PAY_APPROVED: say("Pay approved of it"),
        RowsBehind.COMPLAINTS: say("Complaints received"),
        RowsBehind.PRAISE: say("Praise received"),
        RowsBehind.ASKED: say("Asked"),
        RowsBehind.ACCEPTED: say("Accepted"),
        RowsBehind.APPLIED: say("Applied"),
        RowsBehind.SEATED: say("Got a seat"),
        RowsBehind.BEGUN: say("Began"),
        RowsBehind.COMPLETED: say("Completed"),
        RowsBehind.CERTIFIED: say("Certified"),
        RowsBehind.ENDING: say("Certifications that end in the next 90 days"),
    }
)
