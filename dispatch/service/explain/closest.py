"""Who comes closest to a session that nobody takes: those whom the fewest rules keep from it."""

from dataclasses import dataclass
from enum import StrEnum

from dispatch.domain.causes import effort
from dispatch.domain.eligibility import RuleCode, reasons_against
from dispatch.domain.measures import added_travel
from dispatch.domain.overrides import hard_among, needs_two
from dispatch.domain.people import Person
from dispatch.domain.shortage import Gained, Shortage
from dispatch.domain.shortage_said import why_not_yet
from foundation.text.message import LazyText

C = RuleCode
# What stands in somebody's record, where it can be put right.
ON_RECORD = frozenset({C.STANDING, C.LANGUAGE, C.CERTIFICATION, C.VETTING, C.MODALITY})


class WayOut(StrEnum):
    """What a coordinator can do about somebody, the nearest first."""

    ASK = "ask"
    ASK_TWO = "ask_two"
    REMIND = "remind"
    RECORD = "record"
    SEE = "see"


@dataclass(frozen=True)
class Closest:
    """Somebody who could serve it but for what is said, and what can be done about that."""

    person: Person
    why: LazyText
    way_out: WayOut


def closest(shortage: Shortage) -> tuple[Closest, ...]:
    """Everybody whom no more rules keep from it than must be lifted anyway.

    Whoever lacks least comes first, then who lacks what is lifted most easily, then who lives nearest.
    """
    in_order = sorted(
        shortage.closest,
        key=lambda each: (len(each.rules), effort(each.rules), _way(each), each.person.name),
    )
    return tuple(Closest(each.person, why_not_yet(each), _way_out(each)) for each in in_order)


def _way(gained: Gained) -> int:
    return added_travel(gained.person, gained.need, gained.need.earliest)


def _way_out(gained: Gained) -> WayOut:
    person, need = gained.person, gained.need
    objections = reasons_against(person, need)
    if not hard_among(objections, person, need):
        return WayOut.ASK
    if needs_two(objections, person, need):
        return WayOut.ASK_TWO
    if {o.code for o in hard_among(objections, person, need)} == {C.SIGNATURE}:
        return WayOut.REMIND
    return WayOut.RECORD if ON_RECORD & set(gained.rules) else WayOut.SEE
