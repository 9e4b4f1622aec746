"""Which rules a coordinator may set aside with a logged reason, and which a person settles alone."""

from collections.abc import Iterable
from dataclasses import replace

from dispatch.domain.eligibility import Objection, RuleCode
from dispatch.domain.people import Need, Person
from dispatch.domain.person_rules import is_certified
from interpreters.domain.qualifications import Tier

C = RuleCode
# Whoever accepts has settled these alone: it is their time, their way and their answer.
OWN_AFFAIR = frozenset({C.AVAILABILITY, C.DISTANCE, C.DECLINED})
# Limits that protect the interpreter; they may be passed once both know why. The reason is the
# coordinator's approval of a long way or a long day.
SOFT = OWN_AFFAIR | {C.DAY_CAP, C.WEEK_CAP, C.HEAVY_CAP, C.LONG_WAY, C.AWAY}
# What a session of tier T3 asks for, and two people together may set aside.
GRAVE = frozenset({C.CERTIFICATION, C.VETTING})


def may_be_set_aside(objection: Objection, person: Person, need: Need) -> bool:
    """Whether one coordinator's logged reason is enough.

    A required gender stays required: but where none is recorded, a coordinator who has asked the
    person may say so (`is_unasked`). A session of tier T2 may go to somebody certified for general counselling, or for its field in
    the semi grade, once its requester has agreed to a lower level; a graver one never.
    """
    if is_unasked(objection, person):
        return True
    if objection.code is C.CERTIFICATION and need.tier is Tier.T2:
        return need.lower_level_agreed and is_one_level_lower(person, need)
    return objection.code in SOFT


def is_one_level_lower(person: Person, need: Need) -> bool:
    """Whether somebody could serve a session of tier T2, were it one tier lower."""
    return need.tier is Tier.T2 and is_certified(person, replace(need, tier=Tier.T1)) is None


def is_unasked(objection: Objection, person: Person) -> bool:
    """Whether only a question to the person is missing: a gender is required, and none is recorded.

    Giving one is up to each person, so that a blank means "not known" and never "no". Plans and offers to
    many pass over a blank all the same: the requirement protects the service user, and nobody may
    be sent on a guess. It is met when a coordinator has asked and states it for this session, in their name.
    """
    return objection.code is C.GENDER and person.gender is None


def hard_among(objections: Iterable[Objection], person: Person, need: Need) -> list[Objection]:
    """The objections that no reason sets aside."""
    return [o for o in objections if not may_be_set_aside(o, person, need)]


def needs_two(objections: Iterable[Objection], person: Person, need: Need) -> list[Objection]:
    """The objections that only two people together may set aside; none unless they clear the way.

    A session of tier T3 asks for a certification of the field and a background check in date. Two
    different people may agree to do without; a court hearing is referred out, whoever agrees.
    """
    hard = hard_among(objections, person, need)
    if need.tier is not Tier.T3 or any(o.code not in GRAVE for o in hard):
        return []
    return hard
