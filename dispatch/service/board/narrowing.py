"""What a reader narrows the board to: the same for the list, the timetable, the table and the file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from accounts.domain.cities import CITIES
from dispatch.domain.board import BoardState, Look
from dispatch.domain.people import Person
from dispatch.service.board.day import BoardDay
from dispatch.store.queries import board_people as people_queries
from dispatch.store.tables import CounsellingSession
from foundation.database.work import UnitOfWork
from foundation.text.i18n import register_labels
from foundation.text.message import say
from interpreters.domain.ids import InterpreterId
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality
from scheduling.domain.ids import SessionId

LOOKS_OF: Mapping[BoardState, frozenset[Look]] = {
    BoardState.CONFIRMED: frozenset({Look.CONFIRMED, Look.ARRIVED, Look.OVER, Look.MISSED}),
    BoardState.WAITING: frozenset({Look.WAITING}),
    BoardState.DRAFT: frozenset({Look.DRAFT, Look.LEAVING}),
}


class Region(StrEnum):
    """The parts of the province, as accounts.domain.cities names them."""

    NORTH = "north"
    WEST = "west"
    SOUTH = "south"
    EAST = "east"


@dataclass(frozen=True, kw_only=True)
class LaneFilter:
    """Of which region, in which language, in which state; people also by name or code, or with time left."""

    region: Region | None = None
    language: Language | None = None
    only_free: bool = False
    state: BoardState | None = None
    text: str = ""
    page: int = 1


@dataclass(frozen=True)
class Narrowed:
    """A day with what the filters leave of it."""

    day: BoardDay
    wanted: LaneFilter
    sessions: Mapping[SessionId, CounsellingSession]
    found: Collection[InterpreterId] | None

    def counts(self) -> dict[BoardState, int]:
        """How many sessions stand where, of those that are still to be served or were."""
        counted = dict.fromkeys(BoardState, 0)
        for session in self.sessions.values():
            if not self.is_lost(session):
                counted[self.day.slots[session.id].state] += 1
        return counted

    def is_lost(self, session: CounsellingSession) -> bool:
        """Whether it is too late to find somebody for it."""
        state = self.day.slots[session.id].state
        return state is BoardState.UNFILLED and self.day.has_begun(session)

    @property
    def lost(self) -> int:
        """How many sessions began without anybody."""
        return sum(self.is_lost(session) for session in self.sessions.values())

    def in_state(self, state: BoardState | None) -> list[CounsellingSession]:
        """The sessions that stand there, or all, in order of time."""
        return [
            s
            for s in self.sessions.values()
            if state is None or self.day.slots[s.id].state is state
        ]

    def rows(self) -> list[CounsellingSession]:
        """The sessions of the table and its file: of whoever is looked for, if anybody."""
        found = self.in_state(self.wanted.state)
        if self.found is None:
            return found
        theirs = {b.session_id for who in self.found for b in self.day.blocks.get(who, ())}
        return [session for session in found if session.id in theirs]


def narrow(uow: UnitOfWork, day: BoardDay, wanted: LaneFilter) -> Narrowed:
    """Keep the sessions and people of a day that a reader wants to see.

    A name and free time narrow people alone: what still wants somebody stays in sight.
    """
    kept = {
        session.id: session
        for session in day.sessions.values()
        if (wanted.language is None or wanted.language in _languages(session))
        and (wanted.region is None or _region_of_session(session) is wanted.region)
    }
    return Narrowed(day, wanted, kept, _named(uow, day, wanted.text))


def _named(uow: UnitOfWork, day: BoardDay, text: str) -> frozenset[InterpreterId] | None:
    """Whoever of those with something on the day is called so; None when nobody is looked for."""
    return people_queries.named_among(uow.db, list(day.blocks), text) if text else None


def _languages(session: CounsellingSession) -> set[Language | None]:
    return {session.request.language, session.request.fallback_language}


def cities_of(region: Region) -> list[str]:
    """The codes of its cities and counties."""
    return [city.code for city in CITIES.values() if city.region == region]


def region_of(person: Person) -> Region:
    """The part of the province in which somebody lives."""
    return Region(CITIES[person.city].region)


def _region_of_session(session: CounsellingSession) -> Region:
    """Where it is held; by phone or video, where the organisation is that holds it."""
    site = session.site if session.modality is Modality.ON_SITE else None
    code = session.request.organisation.city if site is None else site.city
    return Region(CITIES[code].region)


register_labels(
    {
        Region.NORTH: say("North"),
        Region.WEST: say("West"),
        Region.SOUTH: say("South"),
        Region.EAST: say("East"),
    }
)
