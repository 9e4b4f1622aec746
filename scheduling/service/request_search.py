"""Finding requests by number, case, organisation or interpreter, and taking a narrowed list out of the house."""

import re
from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from foundation.database.work import UnitOfWork
from foundation.security.errors import refuse
from foundation.text.codes import normal_code
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from scheduling.domain.filters import RequestFilters, SearchTerms
from scheduling.domain.ids import SessionId
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service import reading
from scheduling.service.reading import CounsellingSession

MOST_ROWS = 20_000
# A number without its month is looked for in so many months.
MONTHS_BACK, MONTHS_AHEAD = 36, 1
LONGEST_SEARCH = 80
_BARE = re.compile(r"\d{1,4}")


def terms(uow: UnitOfWork, text: str) -> SearchTerms:
    """What a text typed into the search may mean: a number, a case, an organisation."""
    tidy = normalise_text(text)[:LONGEST_SEARCH]
    code = normal_code(tidy)
    references = (code, f"R-{code}")
    if _BARE.fullmatch(code):
        references = (*references, *_in_every_month(uow, int(code)))
    return SearchTerms(references=references, case_code=code, organisation=tidy)


def _in_every_month(uow: UnitOfWork, number: int) -> Iterator[str]:
    now = uow.today.year * 12 + uow.today.month - 1
    for month in range(now - MONTHS_BACK, now + MONTHS_AHEAD + 1):
        yield f"R-{month // 12 % 100:02}{month % 12 + 1:02}-{number:04}"


def export(
    uow: UnitOfWork,
    filters: RequestFilters,
    file_format: str,
    served: sa.Select[SessionId] | None = None,
) -> Sequence[CounsellingSession]:
    """The sessions of a narrowed list, all pages of it; the trail notes that they left the house."""
    uow.require(SchedulingPermission.REQUEST_READ_ANY)
    query = reading.select_sessions(uow, filters, served)
    found = uow.db.scalars(query.limit(MOST_ROWS + 1)).unique().all()
    if len(found) > MOST_ROWS:
        raise refuse(
            "first_day",
            say("There are more than %(n)s requests. Choose fewer days.", n=MOST_ROWS),
        )
    uow.record("request.exported", format=file_format, rows=len(found))
    return found
