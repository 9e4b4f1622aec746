"""Charts as SVG: the same drawing for a page and for print, each with a title and a description that are read aloud."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

WIDTH = 360
# The page's own colours, dark or light as the reader has it; and those of paper.
ON_SCREEN: Mapping[str, str] = {
    "text": "var(--text-2)",
    "edge": "none",
    "line": "var(--line-2)",
    "now": "var(--primary)",
    "before": "var(--control)",
    "soft": "var(--surface-3)",
}
ON_PAPER: Mapping[str, str] = {
    "text": "#333333",
    # Print draws the thinnest of a font's weights: an edge makes it readable.
    "edge": "#333333",
    "line": "#cdd1d5",
    "now": "#0b50d0",
    "before": "#6d7882",
    "soft": "#e6e8ea",
}


@dataclass(frozen=True, kw_only=True)
class ChartBar:
    """A bar: what it stands for, how long it is, and its value in words."""

    name: str
    value: Fraction | int
    said: str


@dataclass(frozen=True, kw_only=True)
class TrendPoint:
    """A place on a line: its name, its value now and in the period before; None where there is none."""

    name: str
    now: Fraction | None
    before: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart that can be drawn with either set of colours."""

    key: str
    title: str
    description: str
    height: int
    parts: tuple[str, ...]

    def svg(self, ink: Mapping[str, str] = ON_SCREEN, font: str = "inherit") -> str:
        """The drawing as one element."""
        title, about = f"{self.key}-t", f"{self.key}-d"
        body = "".join(part.format_map(ink) for part in self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height}" width="100%"'
            f' role="img" aria-labelledby="{title} {about}" font-family="{escape(font)}" font-size="13">'
            f'<title id="{title}">{escape(self.title)}</title>'
            f'<desc id="{about}">{escape(self.description)}</desc>{body}</svg>'
        )


def bar_chart(
    key: str, title: str, description: str, bars: Sequence[ChartBar], *, whole: int = 0
) -> Drawing:
    """Horizontal bars under each other, the name above each and its value at the end.

    A bar as long as the chart is `whole`, else the longest.
    """
    most = whole or max((bar.value for bar in bars), default=0) or 1
    parts: list[str] = []
    for number, bar in enumerate(bars):
        top = number * 38
        wide = float(Fraction(bar.value) / most) * WIDTH
        parts += [
            text_at(0, top + 14, bar.name),
            text_at(WIDTH, top + 14, bar.said, anchor="end", weight="bold"),
            f'<rect x="0" y="{top + 20}" width="{WIDTH}" height="8" rx="4" fill="{{soft}}"/>',
            f'<rect x="0" y="{top + 20}" width="{wide:.1f}" height="8" rx="4" fill="{{now}}"/>',
        ]
    return Drawing(
        key=key,
        title=title,
        description=description,
        height=max(1, len(bars)) * 38,
        parts=tuple(parts),
    )


def line_chart(key: str, title: str, description: str, points: Sequence[TrendPoint]) -> Drawing:
    """Shares over time: now as a whole line, the period before as a dashed one."""
    low, high = _bounds(points)
    top, bottom, right = 12, 132, WIDTH - 48
    step = right / max(1, len(points) - 1)

    def at(number: int, value: Fraction) -> str:
        share = float((value - low) / (high - low))
        return f"{number * step:.1f},{bottom - share * (bottom - top):.1f}"

    parts: list[str] = []
    for n in range(3):
        value = low + (high - low) * n / 2
        y = bottom - (bottom - top) * n / 2
        parts += [
            f'<line x1="0" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{{line}}"/>',
            text_at(right + 6, y + 4, f"{round(value * 100)}%"),
        ]
    dashed = [at(n, p.before) for n, p in enumerate(points) if p.before is not None]
    whole = [at(n, p.now) for n, p in enumerate(points) if p.now is not None]
    if dashed:
        parts.append(
            f'<polyline points="{" ".join(dashed)}" fill="none" stroke="{{before}}" stroke-width="1.5"'
            ' stroke-dasharray="4 3"/>'
        )
    if whole:
        x, y = whole[-1].split(",")
        parts += [
            f'<polyline points="{" ".join(whole)}" fill="none" stroke="{{now}}" stroke-width="2.5"/>',
            f'<circle cx="{x}" cy="{y}" r="4" fill="{{now}}"/>',
        ]
    if points:
        parts += [
            text_at(0, bottom + 20, points[0].name),
            text_at(right, bottom + 20, points[-1].name, anchor="end"),
        ]
    return Drawing(
        key=key, title=title, description=description, height=bottom + 28, parts=tuple(parts)
    )


def _bounds(points: Sequence[TrendPoint]) -> tuple[Fraction, Fraction]:
    """From a whole tenth below the lowest to all: shares of a pool are near the top."""
    values = [v for p in points for v in (p.now, p.before) if v is not None]
    low = min(values, default=Fraction(0))
    tenths = min(9, max(0, int(low * 10) - (low * 10 == int(low * 10))))
    return Fraction(tenths, 10), Fraction(1)


def text_at(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    """A piece of text in a drawing, escaped, in the colour of text."""
    said = escape(text).replace("{", "&#123;").replace("}", "&#125;")
    return (
        f'<text x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-weight="{weight}" fill="{{text}}"'
        f' stroke="{{edge}}" stroke-width="0.4">{said}</text>'
    )
