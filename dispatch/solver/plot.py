"""A plot of cost and bound over time, as an SVG without any library."""

from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 640, 320, 48
Point = tuple[float, int, int]  # seconds, best cost, bound


def plot(title: str, points: Sequence[Point]) -> str:
    """Best cost and proven bound against time, from the first proven bound on."""
    shown = [p for p in points if p[2] > 0] or list(points)
    last = max((p[0] for p in shown), default=1.0) or 1.0
    low = min((p[2] for p in shown), default=0)
    high = max((p[1] for p in shown), default=1)
    high = min(high, 3 * low) if low else high
    span = max(1, high - low)

    def place(seconds: float, value: int) -> str:
        across = MARGIN + (WIDTH - 2 * MARGIN) * seconds / last
        up = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (min(value, high) - low) / span
        return f"{across:.1f},{up:.1f}"

    best = " ".join(place(seconds, cost) for seconds, cost, _ in shown)
    bound = " ".join(place(seconds, proven) for seconds, _, proven in shown)
    right, bottom = WIDTH - MARGIN, HEIGHT - MARGIN
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
            f"<title>{title}: best cost and proven bound over time</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            f'<path d="M{MARGIN},{MARGIN}V{bottom}H{right}" fill="none" stroke="#555"/>',
            f'<polyline points="{best}" fill="none" stroke="#b3261e" stroke-width="2"/>',
            f'<polyline points="{bound}" fill="none" stroke="#0b50d0" stroke-width="2"/>',
            '<g font-family="sans-serif" font-size="12" fill="#222">',
            f'<text x="{MARGIN}" y="24">{title}</text>',
            f'<text x="{right}" y="24" text-anchor="end">cost red, bound blue</text>',
            f'<text x="{right}" y="{bottom + 20}" text-anchor="end">{last:.0f} s</text>',
            f'<text x="{MARGIN}" y="{MARGIN - 6}">{high:,}</text>',
            f'<text x="{MARGIN}" y="{bottom + 20}">{low:,}</text>',
            "</g>",
            "</svg>",
            "",
        )
    )
