"""People of the roster, as requesters name them."""

from foundation.database.work import UnitOfWork
from foundation.security.errors import Problems
from foundation.text.codes import normal_code
from foundation.text.message import say
from foundation.text.normalise import normalise_text, searchable
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.standing import Standing
from scheduling.domain.permissions import SchedulingPermission
from scheduling.store.queries import availability as queries

MOST_NAMED = 5
# Whom a requester can have met at work.
SERVING = frozenset({Standing.ACTIVE, Standing.PAUSED})


def identify(uow: UnitOfWork, field: str, text: str, problems: Problems) -> tuple[str, ...]:
    """The ids of people given by full name, commas between; unknown ones are problems.

    Whoever may read the roster may give codes too. Nobody else may: codes are counted through, and what is
    stored shows the name behind each.
    """
    uow.require(SchedulingPermission.REQUEST_PLACE)
    wanted = [name for part in text.split(",") if (name := normalise_text(part))]
    if not wanted:
        return ()
    if len(wanted) > MOST_NAMED:
        problems.add(field, say("Name at most %(n)s people.", n=MOST_NAMED))
        return ()
    reads_roster = uow.may(RosterPermission.ROSTER_READ)
    standings = frozenset(Standing) - {Standing.LEFT} if reads_roster else SERVING
    known = queries.list_people_called(uow.db, wanted)
    found: list[str] = []
    for name in wanted:
        matches = [
            person
            for person in known
            if person.standing in standings
            and _is_meant(name, person.full_name, person.code if reads_roster else None)
        ]
        if not matches:
            reason = say("There is no interpreter “%(code)s”.", code=name)
            problems.add(
                field,
                reason
                if reads_roster
                else say(
                    "Enter the full name of an interpreter you know: “%(code)s” was not found.",
                    code=name,
                ),
            )
        elif len(matches) > 1 and reads_roster:
            problems.add(
                field,
                say(
                    "Several interpreters are called “%(name)s”. Give the code: %(codes)s.",
                    name=name,
                    codes=", ".join(sorted(p.code for p in matches)),
                ),
            )
        else:
            # To a requester people of one name are one wish: the coordinator sees both codes.
            found += [str(each.id) for each in matches]
    return tuple(found)


def _is_meant(typed: str, full_name: str, code: str | None) -> bool:
    """Whether what was typed is somebody's name, whatever its case and marks; or the code, if one may give it."""
    return searchable(typed) == searchable(full_name) or normal_code(typed) == code
