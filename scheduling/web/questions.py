"""What the pages of scheduling ask of dispatch, which knows the people and the plan."""

from collections.abc import Callable, Sequence

from markupsafe import Markup

from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from foundation.web.questions import Question
from interpreters.domain.hits import Hits
from interpreters.domain.ids import InterpreterId
from scheduling.domain.likelihood import FillLikelihood
from scheduling.domain.needs import RequestNeed
from scheduling.service.reading import CounsellingSession

# How likely a complete need is filled, in a unit of work that only reads.
FILL_LIKELIHOOD = Question[Callable[[UnitOfWork, RequestNeed], FillLikelihood]]()
# Who serves a session, drawn as a section of its request's page.
STAFFING = Question[Callable[[UnitOfWork, CounsellingSession], Markup]]()
# What a leave over these spans would take away from somebody.
SESSIONS_HIT = Question[Callable[[UnitOfWork, InterpreterId, Sequence[Span]], Hits]]()
