"""The ladder as a path of a few stages: on one stage stand alternatives, side by side."""

from enum import IntEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say
from interpreters.domain.qualifications import CertificationLevel
from training.domain.certifications import SchemeRole
from training.domain.requirements import stands_for


class Stage(IntEnum):
    """Where on the path a scheme stands; whoever is on one chooses among its schemes."""

    FIRST = 1
    COMMUNITY = 2
    SPECIALIST = 3
    MENTOR = 4
    STAFF = 5


register_labels(
    {
        Stage.FIRST: say("First certification"),
        Stage.COMMUNITY: say("Community interpreting"),
        Stage.SPECIALIST: say("A field of your own"),
        Stage.MENTOR: say("Mentor"),
        Stage.STAFF: say("Courses for staff"),
    }
)

_BY_ROLE = {SchemeRole.STAFF: Stage.STAFF, SchemeRole.MENTOR: Stage.MENTOR}
_BY_LEVEL = {
    CertificationLevel.PROVISIONAL: Stage.FIRST,
    CertificationLevel.RECOGNISED: Stage.FIRST,
    CertificationLevel.COMMUNITY: Stage.COMMUNITY,
}


def stage_of(role: SchemeRole, level: CertificationLevel | None) -> Stage:
    """The stage of a scheme: the fields, court and translation are alternatives to each other."""
    if role in _BY_ROLE:
        return _BY_ROLE[role]
    return _BY_LEVEL.get(level, Stage.SPECIALIST) if level else Stage.SPECIALIST


def leads_on(code: str) -> bool:
    """Whether holding a scheme of the third stage opens the fourth: court and translation do not."""
    return stands_for(code, CertificationLevel.COMMUNITY) and code != CertificationLevel.COMMUNITY


def is_recognition(level: CertificationLevel | None) -> bool:
    """Whether a scheme is the way for languages that nobody can assess."""
    return level is CertificationLevel.RECOGNISED
