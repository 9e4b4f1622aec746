"""Who could have gone to a session of the past, and what stood in the way where nobody could."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from dispatch.domain.causes import Cause
from dispatch.store.year.cast import CastMember, PastCast, PastNeed
from foundation.geo import Point, TravelModel, road_km, travel_minutes
from foundation.times.hours import minutes_between
from foundation.times.spans import Span
from foundation.times.zones import monday_of
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import levels_that_serve, needs_vetting

PAUSE = timedelta(minutes=30)


@dataclass
class PastChooser:
    """Asks the rules one after another, as the office does, and keeps whose time is taken."""

    cast: PastCast
    travel: TravelModel
    taken: dict[tuple[date, UUID], list[Span]] = field(
        default_factory=dict[tuple[date, UUID], list[Span]]
    )
    minutes: dict[tuple[date, UUID], int] = field(default_factory=dict[tuple[date, UUID], int])

    def __post_init__(self) -> None:
        """Ways are measured once for each pair of places."""
        self.kilometres = cache(self._kilometres)

    def able(
        self, need: PastNeed, language: Language, modality: str, day: date, span: Span
    ) -> tuple[Sequence[CastMember], Cause | None]:
        """Whoever could go, the least busy of the week first; nobody, and the rule that left nobody."""
        left = self.cast.people.get(language, ())
        if not left:
            return (), Cause.NO_SUCH_LANGUAGE
        levels = levels_that_serve(need.tier, need.domain)
        place = need.place if modality == "on_site" else None
        rules: Sequence[tuple[Cause, Callable[[CastMember], bool]]] = (
            (
                Cause.NO_CERTIFICATION,
                lambda who: any(
                    held.level in levels
                    and held.language == language
                    and held.valid_from <= day < held.valid_until
                    for held in who.certificates
                ),
            ),
            (
                Cause.NO_BACKGROUND_CHECK,
                lambda who: (
                    not needs_vetting(need.tier)
                    or (who.vetted_until is not None and who.vetted_until >= day)
                ),
            ),
            (Cause.NOT_OF_THE_GENDER, lambda who: need.gender in {None, who.gender}),
            (Cause.MODE_NOT_OFFERED, lambda who: modality in who.modalities),
            (
                Cause.NOBODY_IN_REACH,
                lambda who: place is None or self.kilometres(who.home, place) <= who.most_km,
            ),
            (Cause.NOBODY_AVAILABLE, lambda who: _works(who, day, need)),
            (Cause.EVERYBODY_BUSY, lambda who: self._is_free(who, day, span)),
        )
        for cause, is_met in rules:
            left = [who for who in left if is_met(who)]
            if not left:
                return (), cause
        week = monday_of(day)
        return sorted(left, key=lambda who: self.minutes.get((week, who.id), 0)), None

    def take(self, who: CastMember, day: date, span: Span) -> None:
        """Their time is taken."""
        self.taken.setdefault((day, who.id), []).append(span)
        key = (monday_of(day), who.id)
        self.minutes[key] = self.minutes.get(key, 0) + span.minutes

    def way_there(self, who: CastMember, place: Point | None) -> int:
        """Minutes from home, as an offer tells them."""
        return 0 if place is None else travel_minutes(who.home, place, self.travel)

    def busy_from(
        self, who: CastMember, day: date, start: datetime, place: Point | None
    ) -> datetime:
        """When the calendar is blocked: by the way from the session before, if there was one that day."""
        before = [span.end for span in self.taken.get((day, who.id), ()) if span.end <= start]
        if place is None or not before:
            return start
        return max(*before, start - timedelta(minutes=self.way_there(who, place)))

    def _kilometres(self, home: Point, place: Point) -> float:
        return road_km(home, place, self.travel)

    def _is_free(self, who: CastMember, day: date, span: Span) -> bool:
        if (day, who.id) in self.cast.busy:
            return False
        if self.minutes.get((monday_of(day), who.id), 0) + span.minutes > who.most_minutes:
            return False
        wide = Span(span.start - PAUSE, span.end + PAUSE)
        return not any(wide.overlaps(other) for other in self.taken.get((day, who.id), ()))


def _works(who: CastMember, day: date, need: PastNeed) -> bool:
    start = need.start.hour * 60 + need.start.minute
    for starts, ends in who.hours.get(day.weekday(), ()):
        first = starts.hour * 60 + starts.minute
        if first <= start and start + need.minutes <= first + minutes_between(starts, ends):
            return True
    return False
