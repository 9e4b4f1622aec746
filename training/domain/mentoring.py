"""Who may be a mentor, and of whom."""

from collections.abc import Collection

from foundation.text.message import LazyText, say
from interpreters.domain.qualifications import CertificationLevel

L = CertificationLevel
THIRD = frozenset({L.LABOUR_LEGAL, L.IMMIGRATION, L.MEDICAL, L.VIOLENCE})
# Those who may be mentors one day: the others need not be offered in a form.
MENTORS = THIRD | {L.MENTOR}


def reason_against_mentor(
    levels: Collection[CertificationLevel], served_minutes: int, needed_hours: int
) -> LazyText | None:
    """Why somebody with these levels in a language may not be a mentor in it.

    A holder of L4 may; one of L3 after so many hours of service (a setting).
    """
    if L.MENTOR in levels:
        return None
    if not THIRD & set(levels):
        return say("A mentor holds L4, or L3, in the same language.")
    if served_minutes < needed_hours * 60:
        return say(
            "A mentor with L3 has served %(need)s hours; this one has served %(have)s.",
            need=needed_hours,
            have=served_minutes // 60,
        )
    return None
