"""What the pages of training ask of dispatch, which knows who holds which session."""

from collections.abc import Callable

from foundation.database.work import UnitOfWork
from foundation.web.questions import Question
from interpreters.domain.hits import Hits
from interpreters.domain.ids import InterpreterId

# What somebody holds or is asked for: read before and after a decision, it shows what the decision hits.
AHEAD = Question[Callable[[UnitOfWork, InterpreterId], Hits]]()
