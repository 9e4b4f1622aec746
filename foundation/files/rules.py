"""By which rules kept files are erased."""

from enum import StrEnum

from foundation.text.i18n import register_labels
from foundation.text.message import say


class ErasureRule(StrEnum):
    """By which rule a file was erased."""

    RETENTION = "retention"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


register_labels(
    {
        ErasureRule.RETENTION: say("Kept long enough"),
        ErasureRule.REPLACED: say("Replaced by another file"),
        ErasureRule.WITHDRAWN: say("Withdrawn by whoever uploaded it"),
    }
)
