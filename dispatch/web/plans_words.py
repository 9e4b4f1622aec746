"""A run in plain words: measures with their units, and how far from the best it can be."""

from typing import Any

from dispatch.domain.states import RunState
from dispatch.service.board_run import NEARLY_BEST, MeasureView, RunView
from foundation.i18n import label, minutes_text
from foundation.web.translation import gettext as _
from foundation.web.translation import language, ngettext

# How often the bar looks again while a draft is being made.
EVERY_SECONDS = 2


def run_words(view: RunView) -> dict[str, Any]:
    """What the bar and the page of a run are given."""
    return {
        "view": view,
        "run": view.run,
        "Run": RunState,
        "measures": measure_rows(view),
        "gap": gap_words(view),
        "every": EVERY_SECONDS,
    }


def measure_rows(view: RunView) -> list[dict[str, str]]:
    """The measures before and now, as macros/status.html shows them."""
    return [
        {
            "label": label(row.measure, language()),
            "before": _amount(row, row.before),
            "now": _amount(row, row.now),
        }
        for row in view.measures
    ]


def _amount(row: MeasureView, value: int) -> str:
    if row.unit == "minutes":
        return minutes_text(value, language())
    return ngettext("%(num)s", "%(num)s", value)


def gap_words(view: RunView) -> str:
    """How much better a plan could be at most."""
    gap = view.gap
    if gap is None:
        return _("How good it is is not known yet.")
    if gap <= 0:
        return _("No better plan exists.")
    if gap <= NEARLY_BEST:
        return _("At most 1 % from the best plan possible.")
    return _("At most %(n)s%% from the best plan possible.", n=round(gap * 100))
