"""What the pages of the roster ask of training, which knows who is certified, and of dispatch, which knows who goes where."""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from markupsafe import Markup

from foundation.database.work import UnitOfWork
from foundation.web.questions import Question
from interpreters.domain.hits import Hits
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel

# The question for the people who hold a level, in a language if one is given, on a day.
HOLDERS = Question[
    Callable[[CertificationLevel, Language | None, date], sa.Select[InterpreterId]]
]()
# The levels that some people hold today.
LEVELS_HELD = Question[
    Callable[[UnitOfWork, Collection[UUID]], Mapping[InterpreterId, list[CertificationLevel]]]
]()
# What somebody has before them and how they answered, drawn as a section of their record.
WORK_SECTION = Question[Callable[[UUID], Markup | None]]()
# The certifications of somebody, drawn as a section of their record.
PERSON_SECTION = Question[Callable[[UUID], Markup]]()
# What somebody holds or is asked for: read before and after a change, it shows what the change hits.
AHEAD = Question[Callable[[UnitOfWork, InterpreterId], Hits]]()
