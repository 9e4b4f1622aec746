"""A plot of cost and bound over time, as an SVG without any library."""

from collections.abc import Callable, Iterable, Sequence
from html import escape

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 84, 132, 40, 44
# The meeting of the two lines is what the picture is for: what lies farther off is cut.
LOWEST, HIGHEST = 0.8, 1.25
LINES = 4
# Labels at the ends of two lines that nearly meet are kept so far apart.
LABEL = 16

Point = tuple[float, int, int]  # seconds, best cost, bound


def plot(title: str, points: Sequence[Point]) -> str:
    """Best cost and proven bound against time, as steps: each holds until the next news."""
    last = max((p[0] for p in points), default=1.0) or 1.0
    cost, bound = points[-1][1:] if points else (1, 0)
    low = max(min((p[2] for p in points), default=0), round(LOWEST * bound))
    high = max(min(max((p[1] for p in points), default=1), round(HIGHEST * cost)), low + 1)

    def across(seconds: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / last

    def down(value: float) -> float:
        inside = min(max(value, low), high)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (inside - low) / (high - low)

    best = _steps(((p[0], p[1]) for p in points), last, across, down)
    proven = _steps(((p[0], p[2]) for p in points), last, across, down)
    above = min(down(cost), down(bound) - LABEL)
    right = WIDTH - RIGHT
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            f"<title>{escape(title)}: best cost and proven bound over time</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            '<g font-family="sans-serif" font-size="12" fill="#222">',
            f'<text x="{LEFT}" y="22" font-size="14">{escape(title)}</text>',
            *_grid(low, high, down),
            *_ticks(last, across),
            '<g fill="none" stroke-width="2">',
            f'<polyline points="{best}" stroke="#b3261e"/>',
            f'<polyline points="{proven}" stroke="#0b50d0" stroke-dasharray="6 3"/>',
            "</g>",
            f'<text x="{right + 6}" y="{above + 4:.1f}" fill="#b3261e">cost {cost:,}</text>',
            f'<text x="{right + 6}" y="{down(bound) + 4:.1f}" fill="#0b50d0">bound {bound:,}</text>',
            "</g>",
            "</svg>",
            "",
        )
    )


def _steps(
    points: Iterable[tuple[float, int]],
    last: float,
    across: Callable[[float], float],
    down: Callable[[float], float],
) -> str:
    corners: list[tuple[float, float]] = []
    for seconds, value in points:
        if corners:
            corners.append((across(seconds), corners[-1][1]))
        corners.append((across(seconds), down(value)))
    if corners:
        corners.append((across(last), corners[-1][1]))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)


def _grid(low: int, high: int, down: Callable[[float], float]) -> Iterable[str]:
    for k in range(LINES + 1):
        value = low + (high - low) * k / LINES
        y = down(value)
        yield f'<path d="M{LEFT},{y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:,.0f}</text>'


def _ticks(last: float, across: Callable[[float], float]) -> Iterable[str]:
    for k in range(LINES + 1):
        seconds = last * k / LINES
        x, y = across(seconds), HEIGHT - BOTTOM + 18
        yield f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{seconds:.3g} s</text>'
