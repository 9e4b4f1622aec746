"""The ways in which a session may be planned: what each asks for, what it costs, and who could."""

from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.domain.accepted_ways import AcceptedWay, accepted_ways
from dispatch.domain.fit import way_cost
from dispatch.domain.people import Need
from dispatch.service.situation.day import Situation
from dispatch.store.tables import CounsellingSession
from interpreters.domain.ids import InterpreterId


@dataclass(frozen=True, kw_only=True)
class PlannedWay:
    """One way in which a session may be planned: what it asks for then, what that costs, who could."""

    way: AcceptedWay
    need: Need
    cost: int = 0
    candidates: tuple[InterpreterId, ...] = ()

    @property
    def name(self) -> str:
        """The way by its name."""
        return self.way.name


def ways_to_hold(situation: Situation, session: CounsellingSession) -> list[PlannedWay]:
    """Every way in which it may be held, the one wished for first at the front; who could is not said.

    Mode and start are settled once somebody has it or is asked for it.
    """
    first, last = situation.window(session)
    wished = situation.settled_start(session) or session.wished_start
    if not first <= wished <= last:
        # The wished start has passed: the first that is left is as good.
        wished = first
    ranked, needs = situation.ranked(session), situation.needs(session)
    by_mode = {need.modality: need for need in needs}
    ways = accepted_ways(
        list(by_mode), has_other_starts=first != last, fallback=session.request.fallback_language
    )
    return [
        PlannedWay(
            way=way,
            need=_in_way(by_mode[way.modality], way, wished),
            cost=way_cost(way, ranked, situation.wishes),
        )
        for way in ways
    ]


def _in_way(need: Need, way: AcceptedWay, wished: datetime) -> Need:
    """The need of a mode narrowed to one way of it; in the other language whoever speaks either may go."""
    if way.language is None:
        need = replace(need, fallback_language=None)
    return need if way.is_other_start else need.starting_at(wished)


def planned_ways(situation: Situation, session: CounsellingSession) -> list[PlannedWay]:
    """Every way in which it may be held, each with whoever could serve it so."""
    return [
        replace(way, candidates=tuple(p.id for p in situation.candidates(way.need)))
        for way in ways_to_hold(situation, session)
    ]
