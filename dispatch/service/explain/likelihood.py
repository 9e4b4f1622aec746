"""Can this be filled? Told to a requester while the form is open; nobody is named."""

from dataclasses import dataclass, replace

from accounts.domain.cities import CITIES
from dispatch.domain.eligibility import may_serve
from dispatch.domain.people import Need, Person
from dispatch.domain.shortage import StillWanted, shortage_in
from dispatch.service.explain.fixes import SHIFT
from dispatch.service.situation.day import Situation
from dispatch.service.situation.reading import read_situation
from dispatch.store.queries import plans as queries
from foundation.database.work import UnitOfWork
from foundation.geo import Point
from foundation.text.message import LazyText, say
from foundation.times.zones import local_clock, local_day
from interpreters.domain.qualifications import Modality
from scheduling.domain.likelihood import FillLikelihood
from scheduling.domain.needs import RequestNeed
from scheduling.domain.permissions import SchedulingPermission

# So many for each chair, and the plan can hardly fail to find one.
PLENTY = 3
MOST_TIPS = 3


@dataclass(frozen=True)
class _Asked:
    """A request under way, in each way of taking part that the requester accepts."""

    request: RequestNeed
    situation: Situation
    site: Point | None

    @property
    def ways(self) -> tuple[Modality, ...]:
        return self.request.modalities

    def need(self, modality: Modality) -> Need:
        return self.situation.need_of_request(self.request, modality, self.site)

    def able(self, need: Need) -> list[Person]:
        """Who could take it as things stand."""
        return [p for p in self.situation.people.values() if may_serve(p, need)]


def fill_likelihood(uow: UnitOfWork, request: RequestNeed) -> FillLikelihood:
    """How many people could serve a complete request, why so few, and what would help."""
    uow.require(SchedulingPermission.REQUEST_PLACE)
    day, team = request.day, request.team
    assert day is not None
    assert team is not None
    asked = _Asked(request, read_situation(uow, day, day), _point_of(uow, request))
    needs = [asked.need(way) for way in asked.ways]
    able = [{person.id for person in asked.able(need)} for need in needs]
    # One person may take part in any accepted mode; a team takes part in one.
    best = (
        len({who for some in able for who in some}) if team == 1 else max(map(len, able), default=0)
    )
    if best >= PLENTY * team:
        return FillLikelihood(level="high", candidates=best, sentence=_enough(best))
    tips = _tips(asked, best)[:MOST_TIPS]
    if best >= team:
        return FillLikelihood(level="mid", candidates=best, sentence=_enough(best), tips=tips)
    return FillLikelihood(
        level="low", candidates=best, sentence=_why_low(asked, needs, best), tips=tips
    )


def _point_of(uow: UnitOfWork, request: RequestNeed) -> Point | None:
    if request.other_city is not None:
        return CITIES[request.other_city].point
    site = None if request.site_id is None else queries.find_site(uow.db, request.site_id)
    return None if site is None else site.point


def _enough(count: int) -> LazyText:
    if count == 1:
        return say("1 interpreter is available at this time.")
    return say("%(n)s interpreters are available at this time.", n=count)


def _why_low(asked: _Asked, needs: list[Need], best: int) -> LazyText:
    if best:
        return say("Only %(n)s of 2 interpreters is available at this time.", n=best)
    if not needs:
        return say("Choose at least one mode.")
    team = asked.request.team
    assert team is not None
    found = shortage_in(asked.situation.crowd, StillWanted(needs, team))
    return say("No interpreter at this time: %(cause)s.", cause=found.cause)


def _tips(asked: _Asked, best: int) -> list[LazyText]:
    """Single changes by which more people could come."""
    return [*_other_starts(asked, best), *_other_ways(asked, best), *_fewer_musts(asked, best)]


def _other_starts(asked: _Asked, best: int) -> list[LazyText]:
    if not asked.ways:
        return []
    need = asked.need(asked.ways[0])
    options: list[tuple[int, Need]] = []
    for start in (need.earliest - SHIFT, need.latest + SHIFT):
        if start > asked.situation.now and local_day(start, need.zone) == need.day:
            moved = need.starting_at(start)
            options.append((len(asked.able(moved)), moved))
    count, moved = max(options, key=lambda option: option[0], default=(0, need))
    if count <= best:
        return []
    clock = local_clock(moved.earliest, need.zone)
    return [say("Available at %(clock)s: %(n)s.", clock=clock, n=count)]


def _other_ways(asked: _Asked, best: int) -> list[LazyText]:
    found: list[LazyText] = []
    for way in (Modality.VIDEO, Modality.PHONE):
        if way not in asked.ways:
            count = len(asked.able(asked.need(way)))
            if count > best:
                text = say("Available by %(way)s: %(n)s.", way=way, n=count)
                found.append(text)
    return found


def _fewer_musts(asked: _Asked, best: int) -> list[LazyText]:
    if asked.request.gender is None or not asked.ways:
        return []
    need = replace(asked.need(asked.ways[0]), gender=None)
    count = len(asked.able(need))
    if count <= best:
        return []
    return [say("Available without the gender preference: %(n)s.", n=count)]
