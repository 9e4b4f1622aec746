"""Settings of claims and of months of pay."""

from dataclasses import dataclass

from foundation.office_settings import Number, OfficeSetting, OfficeSettingGroup
from foundation.text.message import say


@dataclass(frozen=True, kw_only=True)
class ClaimsSettings:
    """Settings of claims. Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    claim_two_people_won: int = 300_000  # a claim above it is approved by two people; 0: none is
    claim_silent_days: int = 7  # then a claim that nobody answered may be approved
    claim_back_days: int = 62  # so far back work without a claim is looked for


CLAIMS = OfficeSettingGroup(
    key="claims",
    label=say("Claims for pay"),
    effect=say("Counts from that day on, for claims that are not approved yet."),
    settings=(
        OfficeSetting(
            ClaimsSettings,
            "claim_two_people_won",
            say("Two people approve a claim of more than"),
            Number(0, 10_000_000, say("won")),
            say("0: one is enough for every claim."),
        ),
        OfficeSetting(
            ClaimsSettings,
            "claim_silent_days",
            say("A claim that its interpreter does not answer may be approved after"),
            Number(0, 60, say("days")),
        ),
    ),
)
