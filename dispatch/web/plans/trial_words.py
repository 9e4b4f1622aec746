"""A comparison of trials in words: a row a figure, a column a trial, and how far each is from the usual."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dispatch.domain.office_settings import WEIGHTS
from dispatch.domain.plan_figures import PlanFigures
from dispatch.domain.wishes import Wishes, setting_of
from dispatch.service.plans.trials import Comparison, TrialSeen
from foundation.text.i18n import label, minutes_text
from foundation.text.message import LazyText, say
from foundation.web.translation import gettext as _
from foundation.web.translation import language, ngettext, words
from interpreters.domain.standing import Employment
from scheduling.domain.states import Priority


@dataclass(frozen=True)
class Figure:
    """A row of the comparison: what it counts, how it is said, and whether more is better (0: neither)."""

    label: LazyText | Priority | Employment
    value: Callable[[PlanFigures], int]
    say: Callable[[PlanFigures], str]
    good: int = 0
    under: LazyText | None = None

    @property
    def words(self) -> str:
        """Its name, behind that of what it is a part of."""
        own = (
            words(self.label) if isinstance(self.label, LazyText) else label(self.label, language())
        )
        return own if self.under is None else f"{words(self.under)}: {own}"


def _sessions(count: int) -> str:
    return ngettext("%(num)s session", "%(num)s sessions", count)


def _minutes(count: int) -> str:
    return minutes_text(count, language())


def _unfilled(priority: Priority) -> Figure:
    def value(outcome: PlanFigures) -> int:
        return outcome.unfilled.get(int(priority), 0)

    return Figure(priority, value, lambda o: _sessions(value(o)), -1, say("Unfilled"))


def _by(kind: Employment) -> Figure:
    def value(outcome: PlanFigures) -> int:
        return outcome.served_by.get(kind.value, 0)

    return Figure(kind, value, lambda o: _sessions(value(o)), 0, say("Served by"))


FIGURES: tuple[Figure, ...] = (
    Figure(
        say("Sessions filled"),
        lambda o: o.filled,
        lambda o: _("%(n)s of %(total)s", n=o.filled, total=o.sessions),
        1,
    ),
    *(_unfilled(priority) for priority in Priority),
    Figure(
        say("Total travel"), lambda o: o.travel_minutes, lambda o: _minutes(o.travel_minutes), -1
    ),
    *(_by(kind) for kind in Employment),
    Figure(
        say("Cases with one interpreter"),
        lambda o: o.cases_with_one,
        lambda o: _("%(n)s of %(total)s", n=o.cases_with_one, total=o.cases),
        1,
    ),
    Figure(
        say("Workload spread"), lambda o: o.spread_minutes, lambda o: _minutes(o.spread_minutes), -1
    ),
    Figure(
        say("Tight transfers"),
        lambda o: o.tight,
        lambda o: ngettext("%(num)s transfer", "%(num)s transfers", o.tight),
        -1,
    ),
    Figure(
        say("Other mode than the first choice"),
        lambda o: o.other_mode,
        lambda o: _sessions(o.other_mode),
        -1,
    ),
    Figure(
        say("In an alternative language"),
        lambda o: o.other_language,
        lambda o: _sessions(o.other_language),
        -1,
    ),
    Figure(
        say("Other start than requested"),
        lambda o: o.other_start,
        lambda o: _sessions(o.other_start),
        -1,
    ),
    Figure(
        say("People assigned who would be replaced"),
        lambda o: o.changed,
        lambda o: ngettext("%(num)s person", "%(num)s people", o.changed),
        -1,
    ),
)
MINUTE_FIGURES = frozenset({say("Total travel").text, say("Workload spread").text})


def measure_rows(found: Comparison) -> list[dict[str, Any]]:
    """The rows of the table; where anything differs from the first column, by how much and whether for the better."""
    usual = found.columns[0].outcome if found.columns[0].trial.is_usual else None
    return [
        {"label": figure.words, "cells": [cell_of(figure, c.outcome, usual) for c in found.columns]}
        for figure in FIGURES
    ]


def cell_of(
    figure: Figure, outcome: PlanFigures | None, usual: PlanFigures | None
) -> Mapping[str, str]:
    """A figure in words, and how far it is from the usual one."""
    if outcome is None:
        return {"text": "–", "change": "", "look": ""}
    change = 0 if usual is None else figure.value(outcome) - figure.value(usual)
    if not change:
        return {"text": figure.say(outcome), "change": "", "look": ""}
    is_time = isinstance(figure.label, LazyText) and figure.label.text in MINUTE_FIGURES
    amount = _minutes(abs(change)) if is_time else f"{abs(change):,}"
    look = "" if not figure.good else "better" if change * figure.good > 0 else "worse"
    return {
        "text": figure.say(outcome),
        "change": f"{'+' if change > 0 else '−'}{amount}",
        "look": look,
    }


def column_words(seen: TrialSeen, number: int, usual: Wishes) -> dict[str, Any]:
    """The head of a column: its name, when it was asked for, and which weights differ from those that count now."""
    now = usual.as_json()
    labels = {each.name: each.label for each in WEIGHTS.settings}
    return {
        "name": _("Weights in use") if seen.trial.is_usual else _("Trial %(n)s", n=number),
        "seen": seen,
        "trial": seen.trial,
        "differs": [
            {"label": words(labels[setting_of(wish)]), "now": now[wish], "tried": weight}
            for wish, weight in seen.wishes.as_json().items()
            if weight != now[wish]
        ],
    }
