"""What people sign about secrecy and personal data, in the words of the office."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say

LONGEST_TEXT, SHORTEST_TEXT = 10_000, 20
# The centre's own two languages must be there; others help whoever signs.
NEEDED_LANGUAGES = ("ko", "en")


class ConsentPurpose(StrEnum):
    """What is signed; joining signs another text of its own."""

    SECRECY = "secrecy"
    PERSONAL_DATA = "personal_data"


register_labels(
    {
        ConsentPurpose.SECRECY: say("Confidentiality pledge"),
        ConsentPurpose.PERSONAL_DATA: say("Consent to the processing of personal data"),
    }
)
