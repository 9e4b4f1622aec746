"""What the pages of scheduling ask of dispatch, which knows the people and the plan."""

from collections.abc import Callable, Collection, Mapping, Sequence
from uuid import UUID

import sqlalchemy as sa
from markupsafe import Markup

from foundation.database.work import UnitOfWork
from foundation.times.spans import Span
from foundation.web.questions import Question
from interpreters.domain.hits import Hits
from interpreters.domain.ids import InterpreterId
from scheduling.domain.ids import SessionId
from scheduling.domain.likelihood import FillLikelihood
from scheduling.domain.needs import RequestNeed
from scheduling.service.reading import CounsellingSession

# How likely a complete need is filled, in a unit of work that only reads.
FILL_LIKELIHOOD = Question[Callable[[UnitOfWork, RequestNeed], FillLikelihood]]()
# Who serves a session, drawn as a section of its request's page.
STAFFING = Question[Callable[[UnitOfWork, CounsellingSession], Markup]]()
# The ids of the sessions that people of a name serve or have served, as a question for the database.
SERVED_BY = Question[Callable[[UnitOfWork, str], sa.Select[SessionId]]]()
# Who serves these sessions, by name.
NAMES_SERVING = Question[Callable[[UnitOfWork, Collection[UUID]], Mapping[UUID, list[str]]]]()
# What a leave over these spans would take away from somebody.
SESSIONS_HIT = Question[Callable[[UnitOfWork, InterpreterId, Sequence[Span]], Hits]]()
# The outcomes that the reader, or with `all_of_us` their organisation, has still to report, as a section of a page.
OUTCOMES_DUE = Question[Callable[[UnitOfWork, bool], Markup]]()
# The names of whoever serves or served a session, for a second appointment with the same people.
SERVED_WITH = Question[Callable[[UnitOfWork, CounsellingSession], Sequence[str]]]()
