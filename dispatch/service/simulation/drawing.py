"""How the weeks went, drawn: what was filled day by day, how long it took, and how soon the helpline answered."""

import math
from collections.abc import Callable, Iterable, Sequence
from html import escape

from dispatch.service.simulation.figures import PlayFigures

WIDTH, LEFT, RIGHT = 760, 56, 24
HOUR, DAY = 60, 1440
# Scales end on multiples of these: short ones on the finer.
FINE, COARSE = 4, 20
TOP, PANEL, GAP = 104, 170, 80
# Readable on white and on black alike.
INK, FAINT, DONE, OPEN, LINE = "#747b87", "#9ca3af", "#2b8a83", "#d97742", "#5b7fd1"
MINUTES = (15, 30, 60, 120, 240, 480, 1440, 2880, 5760, 11520)
SECONDS = (10, 20, 30, 45, 60, 90, 120, 180, 300)
QUARTERS = (0, 0.25, 0.5, 0.75, 1.0)


def draw(figures: PlayFigures) -> str:
    """One picture of three panels, one beneath the other."""
    panels = [_fill(figures), _waits(figures)]
    if figures.helpline_seconds:
        panels.append(_helpline(figures))
    height = TOP + len(panels) * (PANEL + GAP)
    mode = "autopilot" if figures.autopilot else "careful coordinator"
    title = f"{figures.length}, seed {figures.seed}, {mode}"
    told = (
        f"{figures.filled} of {figures.wanted} slots filled ({figures.fill_rate:.1%}), "
        f"{figures.of_clairvoyant:.1%} of what could be filled"
    )
    parts = [
        _opening(height),
        f'<title id="t">{escape(title)}</title><desc id="d">{escape(told)}</desc>',
        _text(LEFT, 26, title, size=17, weight=600),
        _text(LEFT, 46, told),
    ]
    for place, panel in enumerate(panels):
        parts.append(f'<g transform="translate(0 {TOP + place * (PANEL + GAP)})">{panel}</g>')
    return "\n".join([*parts, "</svg>", ""])


def _opening(height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'aria-labelledby="t d" font-family="system-ui, sans-serif">'
    )


def _fill(figures: PlayFigures) -> str:
    """A bar for each day: served, and above it what was not; the scale counts slots."""
    days = figures.days
    most = _round_up(max((day.wanted for day in days), default=1))
    step = (WIDTH - LEFT - RIGHT) / max(1, len(days))
    parts = [_heading("Slots of each day"), *_legend(), *_levels(most)]
    for place, day in enumerate(days):
        x, wide = LEFT + place * step + step * 0.15, step * 0.7
        full = PANEL * day.filled / most
        rest = PANEL * (day.wanted - day.filled) / most
        parts.append(_bar((x, PANEL - full), (wide, full), DONE, f"{day.day}: {day.filled} filled"))
        missing = f"{day.day}: {day.wanted - day.filled} not filled"
        parts.append(_bar((x, PANEL - full - rest), (wide, rest), OPEN, missing))
        every = max(1, math.ceil(len(days) / 15))
        if place % every == 0:
            parts.append(_text(x + wide / 2, PANEL + 18, f"{day.day:%m-%d}", anchor="middle"))
    return "".join(parts)


def _legend() -> Iterable[str]:
    """What the two colours of a day mean, at the right of the heading."""
    for x, colour, told in ((WIDTH - 190, DONE, "filled"), (WIDTH - 110, OPEN, "not filled")):
        yield _bar((x, -36), (12, 12), colour, told)
        yield _text(x + 18, -26, told)


def _waits(figures: PlayFigures) -> str:
    return _share_within(
        "From the request to the first yes: share of the filled slots within",
        figures.minutes_to_fill,
        MINUTES,
        _minutes,
    )


def _helpline(figures: PlayFigures) -> str:
    return _share_within(
        "Helpline: share of the connected calls within",
        figures.helpline_seconds,
        SECONDS,
        lambda seconds: f"{seconds} s",
    )


def _share_within(
    heading: str, values: Sequence[float], marks: Sequence[int], named: Callable[[int], str]
) -> str:
    """A bar for each mark: which share of the values is no greater."""
    parts = [_heading(heading), *_levels(1.0)]
    step = (WIDTH - LEFT - RIGHT) / len(marks)
    for place, mark in enumerate(marks):
        share = sum(value <= mark for value in values) / max(1, len(values))
        x, wide = LEFT + place * step + step * 0.15, step * 0.7
        high = PANEL * share
        parts.append(_bar((x, PANEL - high), (wide, high), LINE, f"{named(mark)}: {share:.0%}"))
        parts.append(_text(x + wide / 2, PANEL - high - 5, f"{share:.0%}", anchor="middle"))
        parts.append(_text(x + wide / 2, PANEL + 18, named(mark), anchor="middle"))
    return "".join(parts)


def _minutes(minutes: int) -> str:
    if minutes < HOUR:
        return f"{minutes} min"
    return f"{minutes // HOUR} h" if minutes < DAY else f"{minutes // DAY} d"


def _levels(most: float) -> Iterable[str]:
    """Lines across a panel with what they mean: counts, or shares where the most is 1."""
    for share in QUARTERS:
        y = PANEL * (1 - share)
        yield (
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" '
            f'stroke="{FAINT}" stroke-opacity="0.4"/>'
        )
        told = f"{share:.0%}" if most == 1.0 else f"{most * share:g}"
        yield _text(LEFT - 8, y + 4, told, anchor="end")


def _heading(text: str) -> str:
    return _text(LEFT, -26, text, weight=600)


def _text(
    x: float, y: float, text: str, *, size: int = 13, weight: int = 400, anchor: str = "start"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}" fill="{INK}">{escape(text)}</text>'
    )


def _bar(at: tuple[float, float], size: tuple[float, float], colour: str, title: str) -> str:
    (x, y), (wide, high) = at, size
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{max(0.0, high):.1f}" '
        f'fill="{colour}"><title>{escape(title)}</title></rect>'
    )


def _round_up(most: int) -> int:
    """A round number for the top of a scale, which is cut into four."""
    step = COARSE if most > COARSE else FINE
    return max(FINE, math.ceil(most / step) * step)
