"""Pairing trainees with mentors: the problem, the rules that a pairing must obey, and its worth.

Times are whole minutes from one midnight. `violations` and `worth` judge a pairing without the model.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from dispatch.solver.problem.problem import Place, Travel, estimated_minutes, pause_minutes

# A minute that brings a trainee on is worth any number of seats saved.
MINUTE = 1000


@dataclass(frozen=True, slots=True)
class Trainee:
    """Somebody learning one language: minutes of observing and supervised speaking still missing.

    She speaks once her observing is done; `speaks_from` is when observing agreed before ends.
    Whoever learns two languages is two trainees of one `person`.
    """

    id: str
    person: str
    home: str
    observe: int
    supervised: int
    min_break: int = 0
    speaks_from: int = 0


@dataclass(frozen=True, slots=True)
class MentorSession:
    """A session of her mentor's where a trainee may sit; without a place she does so from home.

    `speaks` says whether she may speak there; listening is always possible.
    """

    trainee: str
    session: str
    place: str | None
    start: int
    minutes: int
    speaks: bool

    @property
    def end(self) -> int:
        """When it is over."""
        return self.start + self.minutes


@dataclass(frozen=True, slots=True)
class PairingProblem:
    """Everything the pairing looks at; times are minutes from one midnight."""

    places: tuple[Place, ...]
    trainees: tuple[Trainee, ...]
    seats: tuple[MentorSession, ...]
    travel: Travel = field(default_factory=Travel)


@dataclass(frozen=True, slots=True)
class Pairing:
    """A trainee in a session: she listens, or she speaks."""

    trainee: str
    session: str
    speaks: bool


def pause(problem: PairingProblem, who: Trainee, one: MentorSession, other: MentorSession) -> int:
    """Minutes that must lie between two seats: the travel with its buffer, or at least the break."""
    point = {place.id: place for place in problem.places}
    travel = estimated_minutes(
        problem.travel, point[one.place or who.home], point[other.place or who.home]
    )
    return pause_minutes(who.min_break, 0, travel, problem.travel.buffer)


def collide(
    problem: PairingProblem, who: Trainee, one: MentorSession, other: MentorSession
) -> bool:
    """Whether nobody could sit in both."""
    first, second = sorted((one, other), key=lambda seat: (seat.start, seat.end))
    return second.start - first.end < pause(problem, who, first, second)


def violations(problem: PairingProblem, sittings: Sequence[Pairing]) -> list[str]:
    """Every broken rule in words; an empty list means that the pairing is lawful."""
    seats = {(seat.trainee, seat.session): seat for seat in problem.seats}
    found = [
        f"{s.trainee} has no seat in {s.session}"
        for s in sittings
        if (s.trainee, s.session) not in seats
    ]
    taken = Counter(s.session for s in sittings)
    found += [f"{n} trainees in {session}" for session, n in taken.items() if n > 1]
    for person in dict.fromkeys(who.person for who in problem.trainees):
        whole: list[tuple[MentorSession, Pairing]] = []
        for who in (t for t in problem.trainees if t.person == person):
            known = (s for s in sittings if s.trainee == who.id and (who.id, s.session) in seats)
            own = sorted(((seats[who.id, s.session], s) for s in known), key=lambda p: p[0].start)
            found += _too_early(who, own)
            whole += own
        found += _two_places(problem, whole)
    return found


Seated = Sequence[tuple[MentorSession, Pairing]]


def _two_places(problem: PairingProblem, own: Seated) -> Iterator[str]:
    """Nobody sits in two places at a time, travel included."""
    trainees = {who.id: who for who in problem.trainees}
    for (one, _), (other, _) in combinations(own, 2):
        who = trainees[one.trainee]
        if collide(problem, who, one, other):
            yield f"{who.person} cannot sit in {one.session} and {other.session}"


def _too_early(who: Trainee, own: Seated) -> Iterator[str]:
    """Nobody speaks before she has listened enough, or where she may only listen."""
    heard = 0
    for seat, sitting in own:
        if not sitting.speaks:
            heard += seat.minutes
        elif not seat.speaks:
            yield f"{who.id} may only listen in {seat.session}"
        elif heard < who.observe or seat.start < who.speaks_from:
            yield f"{who.id} speaks in {seat.session} before her observing is done"
    spoken = [seat.start for seat, sitting in own if sitting.speaks]
    if any(not s.speaks and spoken and seat.start >= min(spoken) for seat, s in own):
        yield f"{who.id} listens again after speaking"


def worth(problem: PairingProblem, sittings: Sequence[Pairing]) -> int:
    """The objective, to be maximised: MINUTE for each minute that counts, less one a seat taken."""
    minutes = {(seat.trainee, seat.session): seat.minutes for seat in problem.seats}
    total = 0
    for who in problem.trainees:
        for speaks, missing in ((False, who.observe), (True, who.supervised)):
            sat = sum(
                minutes[s.trainee, s.session]
                for s in sittings
                if s.trainee == who.id and s.speaks is speaks
            )
            total += min(sat, max(0, missing))
    return MINUTE * total - len(sittings)
