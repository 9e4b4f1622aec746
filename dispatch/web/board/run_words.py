"""A run in plain words: measures with their units, and how far from the best it can be."""

from typing import Any

from accounts.domain.cities import CITIES
from dispatch.domain.states import RunState, SendingState
from dispatch.service.board.run import NEARLY_BEST, MeasureView, RunView
from foundation.text.i18n import label, minutes_text
from foundation.web.translation import gettext as _
from foundation.web.translation import language, ngettext
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel

# How often the bar looks again while a draft is being made.
EVERY_SECONDS = 2
# A distance from the best possible that tells a reader something.
WORTH_SAYING = 0.25


def run_words(view: RunView) -> dict[str, Any]:
    """What the bar and the page of a run are given."""
    return {
        "view": view,
        "run": view.run,
        "Run": RunState,
        "Sending": SendingState,
        # read by base.html: without script the page comes anew by itself while something is sent
        "again_after": EVERY_SECONDS + 1 if view.is_being_sent else None,
        "measures": measure_rows(view),
        "gap": quality_words(view),
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


def quality_words(view: RunView) -> str:
    """How good the draft is; one whose search broke off is never told as the best."""
    if view.cut_short is None:
        return repair_words(view) if view.is_repair else gap_words(view)
    told = label(view.cut_short, language())
    return f"{repair_words(view)} {told}" if view.is_repair else told


def gap_words(view: RunView) -> str:
    """How much better a plan could be at most."""
    gap = view.gap
    if gap is None:
        return _("Its quality is not known yet.")
    if gap > WORTH_SAYING:
        # So far from the bound nothing is proven: the number would only frighten.
        return _("Still improving.") if view.is_running else _("Its quality is not known.")
    if gap <= 0:
        return _("This is the best possible plan.")
    if gap <= NEARLY_BEST:
        return _("Within 1% of optimal.")
    return _("Within %(n)s%% of optimal.", n=round(gap * 100))


def repair_words(view: RunView) -> str:
    """How many of those who count on a session lose it, and whether it could be fewer."""
    broken, fewest = view.broken, view.fewest
    if broken is None:
        return _("As few people as possible are moved.")
    if broken == 0:
        return _("Nobody who has been asked or confirmed is moved.")
    moved = ngettext(
        "%(num)s person asked or confirmed is moved.",
        "%(num)s people asked or confirmed are moved.",
        broken,
    )
    if fewest is None or fewest < broken:
        return moved
    return f"{moved} {_('Fewer changes are not possible.')}"


def worth_rows(view: RunView) -> list[dict[str, Any]]:
    """What one more interpreter would have covered, by kind, the most useful first."""
    rows = [] if view.run is None else view.run.worth
    return [
        {
            "language": label(Language(row["language"]), language()),
            "level": label(CertificationLevel(row["level"]), language()),
            "city": CITIES[row["city"]].name_in(language()),
            "unfilled": int(row["unfilled"]),
            "sessions": int(row["sessions"]),
        }
        for row in rows
    ]
