"""What the pages of training ask of dispatch, which knows who holds which session."""

from collections.abc import Callable, Mapping, Sequence
from uuid import UUID

from markupsafe import Markup

from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from foundation.web.questions import Question
from interpreters.domain.hits import Hits
from interpreters.domain.ids import InterpreterId

# What somebody holds or is asked for: read before and after a decision, it shows what the decision hits.
AHEAD = Question[Callable[[UnitOfWork, InterpreterId], Hits]]()
# Sessions by their ids, as a table: those that a proposed course would have covered.
SESSIONS_COVERED = Question[Callable[[UnitOfWork, Sequence[UUID]], Markup]]()
# What lies in the time that a class takes, of whom: read before it is saved, it shows whom it hits.
CLASS_HITS = Question[
    Callable[[UnitOfWork, Mapping[InterpreterId, Sequence[Span]]], Mapping[InterpreterId, Hits]]
]()
