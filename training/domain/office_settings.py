"""Settings of training and certification that the office keeps on its page."""

from foundation.office_settings import Number, OfficeSetting, OfficeSettingGroup, ShortText
from foundation.text.message import LazyText, say
from training.domain.settings import TrainingSettings

DAYS, HOURS = say("days"), say("hours")


def _of(
    name: str, label: LazyText, answer: Number | ShortText, hint: LazyText | None = None
) -> OfficeSetting:
    return OfficeSetting(TrainingSettings, name, label, answer, hint)


CERTIFICATES = OfficeSettingGroup(
    key="certificates",
    label=say("Certificates"),
    effect=say(
        "Stands on documents issued from that day on. Documents issued before stay as they are."
    ),
    settings=(
        _of("centre_head", say("Head of the centre, who signs"), ShortText(120)),
        _of(
            "seal_text",
            say("Words in the round seal"),
            ShortText(60),
            say("Empty: a box is left for the real seal."),
        ),
    ),
)
ASSESSMENT = OfficeSettingGroup(
    key="assessment",
    label=say("Assessment and practice"),
    effect=say("Counts from that day on, also for sittings and results of before."),
    settings=(
        _of("scoring_days", say("Assessors hand in their marks within"), Number(1, 90, DAYS)),
        _of("appeal_days", say("A result may be appealed against for"), Number(1, 90, DAYS)),
        _of(
            "mentor_practice_hours",
            say("Hours that an L3 interpreter has served before being a mentor"),
            Number(0, 5000, HOURS),
        ),
    ),
)
OFFICE_SETTINGS = (CERTIFICATES, ASSESSMENT)
