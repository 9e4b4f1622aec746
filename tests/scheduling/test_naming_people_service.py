"""Whom a requester may name: by full name, people she can have met; the roster cannot be counted through."""

from foundation.database.work import UnitOfWork
from foundation.security.errors import Problems
from foundation.security.permissions import the_system
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.standing import Standing
from scheduling.domain.permissions import SchedulingPermission
from scheduling.service import people
from tests.factories import an_interpreter

REQUESTER = the_system("requester", [SchedulingPermission.REQUEST_PLACE])
COORDINATOR = the_system(
    "coordinator", [SchedulingPermission.REQUEST_PLACE, RosterPermission.ROSTER_READ]
)


def named(uow: UnitOfWork, text: str) -> tuple[list[str], dict[str, list[str]]]:
    """Whom a text names, and what is said against it."""
    problems = Problems()
    ids = people.identify(uow, "preferred", text, problems)
    return [*ids], {name: [str(r) for r in found] for name, found in problems.found.items()}


def test_codes_are_for_those_who_read_the_roster(uow: UnitOfWork) -> None:
    hanh = an_interpreter(uow, full_name="응우옌하인")
    uow.actor = COORDINATOR
    assert named(uow, hanh.code) == ([str(hanh.id)], {})
    uow.actor = REQUESTER
    assert named(uow, "응우옌하인") == ([str(hanh.id)], {})
    # A code that is somebody's and one that is nobody's get the same answer.
    answers = [named(uow, code) for code in (hanh.code, "INT-9999")]
    assert [ids for ids, _ in answers] == [[], []]
    texts = [said["preferred"][0] for _, said in answers]
    assert texts[0].replace(hanh.code, "…") == texts[1].replace("INT-9999", "…")


def test_applicants_and_suspended_people_cannot_be_found_so(uow: UnitOfWork) -> None:
    standings = [Standing.APPLICANT, Standing.SUSPENDED, Standing.LEFT]
    for number, standing in enumerate(standings):
        an_interpreter(uow, full_name=f"가나{number}", standing=standing)
    uow.actor = REQUESTER
    for number, _ in enumerate(standings):
        assert named(uow, f"가나{number}")[0] == []


def test_people_of_one_name_are_one_wish_to_a_requester_and_few_may_be_named(
    uow: UnitOfWork,
) -> None:
    both = {str(an_interpreter(uow, full_name="같은이름").id) for _ in range(2)}
    uow.actor = REQUESTER
    ids, said = named(uow, "같은이름")
    assert (set(ids), said) == (both, {})
    assert "at most 5" in named(uow, ", ".join(f"INT-{n:03}" for n in range(6)))[1]["preferred"][0]
