"""What a session still asks for, in every way that its requester accepts."""

from collections.abc import Collection
from datetime import datetime

from dispatch.domain.people import Need
from dispatch.domain.shortage import StillWanted
from dispatch.service.situation.day import Situation
from dispatch.store.tables import CounsellingSession
from foundation.geo import Point


def wanted_of(situation: Situation, session: CounsellingSession) -> StillWanted:
    """What is asked for beside those who serve it as things stand, drafts that are counted as made too."""
    duties = {
        person.id: duty
        for person in situation.people.values()
        for duty in person.duties
        if duty.session_id == session.id
    }
    held = (holding.interpreter_id for holding in situation.holdings.get(session.id, ()))
    needs = situation.needs(session)
    for duty in duties.values():
        needs = beside(needs, duty.span.start, duty.point)
    return StillWanted(needs, session.request.team, frozenset(duties) | frozenset(held))


def beside(needs: Collection[Need], start: datetime, point: Point | None) -> list[Need]:
    """What is left of the ways once one of a team has a start and a place: the others share both."""
    alike = [need for need in needs if need.point == point] or needs
    return [need.starting_at(start) for need in alike]
