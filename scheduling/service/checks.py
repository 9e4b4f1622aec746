"""What is wrong with a wish for an interpreter, looked up where it must be."""

from collections.abc import Sequence
from uuid import UUID

from accounts.service.organisations import get_organisation
from foundation.database.work import UnitOfWork
from foundation.security.errors import DomainError, NotFound, Problems
from foundation.text.message import say
from scheduling.domain import needs, requests
from scheduling.domain.needs import RequestNeed
from scheduling.domain.permissions import SchedulingPermission
from scheduling.store.queries import requests as queries
from scheduling.store.tables import CounsellingSession


def find_problems(
    uow: UnitOfWork,
    need: RequestNeed,
    *,
    kept: RequestNeed | None = None,
    right_now: bool = False,
) -> Problems:
    """Everything wrong with a need, by field. `kept` is what it was before a change."""
    uow.require(SchedulingPermission.REQUEST_PLACE)
    problems = requests.find_problems(need, uow.now, uow.settings, right_now=right_now)
    if need.organisation_id is None:
        problems.add("organisation", say("Choose the organisation."))
    elif not _may_place_for(uow, need.organisation_id):
        raise NotFound(say("There is no such organisation."))
    elif kept is None and not get_organisation(uow, need.organisation_id).active:
        problems.add("organisation", say("This organisation is closed. Ask the centre."))
    if need.site_id is not None and (kept is None or kept.site_id != need.site_id):
        _check_site(uow, need, problems)
    return problems


def _may_place_for(uow: UnitOfWork, organisation_id: UUID) -> bool:
    if uow.may(SchedulingPermission.REQUEST_DECIDE):
        return True
    return organisation_id in uow.actor.organisations_for(SchedulingPermission.REQUEST_PLACE)


def _check_site(uow: UnitOfWork, need: RequestNeed, problems: Problems) -> None:
    assert need.site_id is not None
    site = queries.find_site(uow.db, need.site_id)
    # A place of another organisation is told apart from an unknown one to nobody.
    if (
        site is None
        or site.unlisted
        or not site.active
        or site.organisation_id != need.organisation_id
    ):
        problems.add("site", say("There is no such place in this organisation. Choose another."))


def list_same(uow: UnitOfWork, need: RequestNeed) -> Sequence[CounsellingSession]:
    """What the organisation has asked for already: the same language then, or for the same case that day.

    `need` has been checked (`find_problems`).
    """
    uow.require(SchedulingPermission.REQUEST_PLACE)
    return queries.list_same(uow.db, need, needs.moments(need, uow.settings.zone).starts_at)


def complete(uow: UnitOfWork, need: RequestNeed) -> RequestNeed | None:
    """The need with everything derived, or None while something essential is missing or wrong."""
    try:
        find_problems(uow, need).check()
    except DomainError:
        return None
    return needs.settled(need, uow.settings)
