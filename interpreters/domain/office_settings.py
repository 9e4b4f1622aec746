"""Settings of the roster that the office keeps on its page."""

from foundation.office_settings import OfficeSetting, OfficeSettingGroup, Several
from foundation.text.message import LazyText, say
from interpreters.domain.languages import Language
from interpreters.domain.settings import InterpretersSettings

RARE = OfficeSettingGroup(
    key="languages",
    label=say("Languages with few interpreters"),
    effect=say("Lead times, reminders and waiting lists use it from that day on."),
    settings=(
        OfficeSetting(
            InterpretersSettings,
            "rare_languages",
            say("Languages with few interpreters"),
            Several(tuple((each.value, LazyText("%(it)s", {"it": each})) for each in Language)),
        ),
    ),
)
OFFICE_SETTINGS = (RARE,)
