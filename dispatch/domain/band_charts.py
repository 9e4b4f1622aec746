"""A chart of weeks: what came as a line, what is expected as another, and the interval around it as a band."""

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.domain.charts import WIDTH, Drawing, text_at

_TOP, _BOTTOM, _MARGIN = 12, 152, 40
# The scale ends at one of these, times a power of ten.
_ROUND = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, kw_only=True)
class BandPoint:
    """A week: its name, and what came, or what is expected with the ends of its interval."""

    name: str
    came: float | None = None
    expected: float | None = None
    low: float = 0.0
    high: float = 0.0


def band_chart(key: str, title: str, description: str, points: Sequence[BandPoint]) -> Drawing:
    """The weeks from left to right, on a scale from nothing to a round number above the highest."""
    right = WIDTH - _MARGIN
    top = _round_up(max((max(p.came or 0, p.expected or 0, p.high) for p in points), default=0))
    step = right / max(1, len(points) - 1)

    def at(number: int, value: float) -> str:
        return f"{number * step:.1f},{_BOTTOM - value / top * (_BOTTOM - _TOP):.1f}"

    parts: list[str] = []
    for n in range(3):
        y = _BOTTOM - (_BOTTOM - _TOP) * n / 2
        parts += [
            f'<line x1="0" y1="{y:.1f}" x2="{right}" y2="{y:.1f}" stroke="{{line}}"/>',
            text_at(right + 6, y + 4, f"{top * n / 2:g}"),
        ]
    came = [(n, p.came) for n, p in enumerate(points) if p.came is not None]
    said = [(n, p.expected) for n, p in enumerate(points) if p.expected is not None]
    if said:
        band = [at(n, points[n].high) for n, _ in said]
        band += [at(n, points[n].low) for n, _ in reversed(said)]
        parts.append(f'<polygon points="{" ".join(band)}" fill="{{soft}}"/>')
    if came:
        parts.append(_line([at(n, value) for n, value in came], "before", 'stroke-width="2"'))
    if said:
        dashes = 'stroke-width="2.5" stroke-dasharray="5 3"'
        parts.append(_line([at(n, value) for n, value in said], "now", dashes))
    if points:
        parts += [
            text_at(0, _BOTTOM + 20, points[0].name),
            text_at(right, _BOTTOM + 20, points[-1].name, anchor="end"),
        ]
    return Drawing(
        key=key, title=title, description=description, height=_BOTTOM + 28, parts=tuple(parts)
    )


def _line(places: Sequence[str], ink: str, look: str) -> str:
    return f'<polyline points="{" ".join(places)}" fill="none" stroke="{{{ink}}}" {look}/>'


def _round_up(value: float) -> float:
    """The next round number, at least two."""
    power = 1.0
    while power * _ROUND[-1] < value:
        power *= 10
    return max(2.0, next(power * each for each in _ROUND if power * each >= value))
