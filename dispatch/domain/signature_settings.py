"""The office's setting of what must be signed before anything new is offered."""

from accounts.domain.consents import ConsentPurpose
from dispatch.domain.settings import DispatchSettings
from foundation.office_settings import OfficeSetting, OfficeSettingGroup, Several
from foundation.text.message import LazyText, say

SIGNATURES = OfficeSettingGroup(
    key="signatures",
    label=say("Signatures before offers"),
    effect=say(
        "Counts from that day on for sessions and translations that are offered or accepted. What was accepted before stays."
    ),
    settings=(
        OfficeSetting(
            DispatchSettings,
            "signed_before_offers",
            say("New offers go only to people who have signed the newest text of"),
            Several(
                tuple((each.value, LazyText("%(it)s", {"it": each})) for each in ConsentPurpose)
            ),
            say(
                "Nothing chosen: offers go to everybody. A text counts once it is published. Whoever has no account cannot sign."
            ),
        ),
    ),
)
