"""What the pages of accounts ask of upper packages."""

from collections.abc import Callable
from uuid import UUID

from markupsafe import Markup

from foundation.database.work import UnitOfWork
from foundation.web.questions import Question

# What an organisation has before it, drawn as a part of its page: closing it ends none of that.
AHEAD_OF_ORGANISATION = Question[Callable[[UnitOfWork, UUID], Markup]]()
# Whether the roster has a number of the reader's own that messages can go to.
HAS_ROSTER_NUMBER = Question[Callable[[UnitOfWork], bool]]()
