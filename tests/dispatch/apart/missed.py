"""What a plan left lying: unfilled sessions that free people could take, or one person after one handover."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tests.dispatch.apart.rows import Duty, Rows, Seat, Session
from tests.dispatch.apart.rules import could_take


@dataclass(frozen=True)
class Missed:
    """A session that stays unfilled although some people could take it, and whoever hands over what for it."""

    session: str
    seats: tuple[Seat, ...]
    handed: Seat | None = None


def missed(rows: Rows) -> Iterator[Missed]:
    """Each unfilled session that free people could take by an accepted way, or one after a single handover."""
    duties = rows.duties()
    seats: dict[str, list[Seat]] = defaultdict(list)
    for seat in rows.seats:
        seats[seat.session].append(seat)
    for session in rows.sessions.values():
        if len(seats[session.id]) < session.row["team"]:
            found = _by_free_people(rows, session, seats[session.id], duties) or (
                _by_a_handover(rows, session, seats[session.id], duties)
            )
            if found is not None:
                yield found


def _ways(session: Session, serving: Sequence[Seat]) -> Iterator[tuple[int, str]]:
    """Starts and modes; those of the others in the team once there are any."""
    if serving:
        yield serving[0].first, serving[0].mode
        return
    yield from ((first, mode) for mode in session.modes for first in session.starts)


def _by_free_people(
    rows: Rows, session: Session, serving: Sequence[Seat], duties: Mapping[str, list[Duty]]
) -> Missed | None:
    lacking = session.row["team"] - len(serving)
    inside = {seat.person for seat in serving}
    for first, mode in _ways(session, serving):
        found: list[Seat] = []
        for who, person in rows.people.items():
            seat = Seat(session.id, who, first, mode)
            others = duties.get(who, [])
            if who not in inside and could_take(person, session, seat, others, rows.duty(seat)):
                found.append(seat)
                if len(found) == lacking:
                    return Missed(session.id, tuple(found))
    return None


def _by_a_handover(
    rows: Rows, session: Session, serving: Sequence[Seat], duties: Mapping[str, list[Duty]]
) -> Missed | None:
    if session.row["team"] - len(serving) != 1:
        return None
    inside = {seat.person for seat in serving}
    for giver_seat in rows.seats:
        giver = giver_seat.person
        own = rows.duty(giver_seat)
        if giver in inside or giver not in rows.people or giver_seat.session == session.id:
            continue
        rest = [duty for duty in duties[giver] if duty.session != own.session]
        for first, mode in _ways(session, serving):
            taken = Seat(session.id, giver, first, mode)
            if could_take(rows.people[giver], session, taken, rest, rows.duty(taken)):
                handed = _taker(rows, giver_seat, duties)
                if handed is not None:
                    return Missed(session.id, (taken,), handed)
                break
    return None


def _taker(rows: Rows, seat: Seat, duties: Mapping[str, list[Duty]]) -> Seat | None:
    """Somebody else for a seat, from the same start in the same mode."""
    inside = {each.person for each in rows.seats if each.session == seat.session}
    for who, person in rows.people.items():
        given = replace(seat, person=who)
        session = rows.sessions[seat.session]
        others = duties.get(who, [])
        if who not in inside and could_take(person, session, given, others, rows.duty(given)):
            return given
    return None


def unlawful(rows: Rows) -> list[Seat]:
    """Seats that a rule speaks against: whoever reads the rows must agree that the plan is allowed."""
    duties = rows.duties()
    return [
        seat
        for seat in rows.seats
        if seat.person not in rows.people
        or seat.mode not in rows.sessions[seat.session].modes
        or seat.first not in rows.sessions[seat.session].starts
        or not could_take(
            rows.people[seat.person],
            rows.sessions[seat.session],
            seat,
            [duty for duty in duties[seat.person] if duty.session != seat.session],
            rows.duty(seat),
        )
    ]
