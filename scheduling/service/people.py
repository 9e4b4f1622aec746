"""People of the roster, as requesters name them."""

from foundation.database.work import UnitOfWork
from foundation.security.errors import Problems
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from interpreters.domain.standing import Standing
from scheduling.domain.permissions import SchedulingPermission
from scheduling.store.queries import availability as queries


def identify(uow: UnitOfWork, field: str, text: str, problems: Problems) -> tuple[str, ...]:
    """The ids of people given by code or full name, commas between; unknown ones are problems."""
    uow.require(SchedulingPermission.REQUEST_PLACE)
    wanted = [name for part in text.split(",") if (name := normalise_text(part))]
    if not wanted:
        return ()
    known = [
        p for p in queries.list_people_called(uow.db, wanted) if p.standing is not Standing.LEFT
    ]
    found: list[str] = []
    for name in wanted:
        matches = [p for p in known if name in {p.code, p.full_name}]
        if not matches:
            problems.add(field, say("There is no interpreter “%(code)s”.", code=name))
        elif len(matches) > 1:
            problems.add(
                field,
                say(
                    "Several interpreters are called “%(name)s”. Give the code: %(codes)s.",
                    name=name,
                    codes=", ".join(sorted(p.code for p in matches)),
                ),
            )
        else:
            found.append(str(matches[0].id))
    return tuple(found)
