"""The 31 cities of Gyeonggi as a map of tiles: each about where it lies, all of one size, so that small ones are seen too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from accounts.domain.cities import CITIES

# From north to south and from west to east, as their halls lie to each other; the gap is Seoul.
_ROWS: Sequence[str] = (
    "- - yeoncheon - - -",
    "- paju dongducheon pocheon - -",
    "- goyang yangju uijeongbu gapyeong -",
    "gimpo SEOUL SEOUL guri namyangju -",
    "bucheon gwangmyeong gwacheon hanam yangpyeong -",
    "siheung anyang uiwang seongnam gwangju -",
    "ansan gunpo suwon yongin icheon yeoju",
    "- hwaseong osan anseong - -",
    "- - pyeongtaek - - -",
)
PLACES: Mapping[str, tuple[int, int]] = {
    code: (column, row)
    for row, line in enumerate(_ROWS)
    for column, code in enumerate(line.split())
    if code in CITIES
}
# A long name stands on two lines.
_DIVIDED: Mapping[str, tuple[str, str]] = {
    "Yeoncheon": ("Yeon-", "cheon"),
    "Dongducheon": ("Dongdu-", "cheon"),
    "Pocheon": ("Po-", "cheon"),
    "Uijeongbu": ("Uijeong-", "bu"),
    "Gapyeong": ("Ga-", "pyeong"),
    "Namyangju": ("Nam-", "yangju"),
    "Bucheon": ("Bu-", "cheon"),
    "Gwangmyeong": ("Gwang-", "myeong"),
    "Gwacheon": ("Gwa-", "cheon"),
    "Yangpyeong": ("Yang-", "pyeong"),
    "Seongnam": ("Seong-", "nam"),
    "Siheung": ("Si-", "heung"),
    "Gwangju": ("Gwang-", "ju"),
    "Hwaseong": ("Hwa-", "seong"),
    "Anseong": ("An-", "seong"),
    "Pyeongtaek": ("Pyeong-", "taek"),
}
PITCH, SIZE, WIDE = 60, 57, 360
SHADE_STEPS = (1, 2, 3, 5, 8)
# A share of filled needs as low as this, or lower, is darker by one step.
_RATE_STEPS = (99, 95, 90, 80, 60)


@dataclass(frozen=True, kw_only=True)
class MapTile:
    """What one city shows: a number, how dark (None: nothing was asked for there), where it leads, what is read out."""

    city: str
    said: str
    shade: int | None
    address: str
    about: str


def with_breaks(name: str) -> str:
    """The name of a city that may break where its parts meet."""
    # No hyphen: "Gwang-" would be too wide for a narrow column, and the word would break anywhere.
    return "\u200b".join(part.rstrip("-") for part in _DIVIDED.get(name, (name,)))


def steps_for(most: int) -> tuple[int, ...]:
    """From which counts on a cell is darker: small numbers as they are, larger ones spread up to the largest."""
    factor = max(1, -(-most // 16))
    return (1, *(step * factor for step in SHADE_STEPS[1:]))


def shade_of(count: int, steps: Sequence[int]) -> int:
    """How dark a count is, from 0 to 5."""
    return sum(count >= least for least in steps)


def shade_of_rate(hundredths: int) -> int:
    """How dark a share in whole percent is: the fewer were filled, the darker."""
    return sum(hundredths <= most for most in _RATE_STEPS)


def tile_map(title: str, tiles: Mapping[str, MapTile], language: str, seoul: str) -> str:
    """The map as one element; each city with a number leads to what is behind it."""
    parts = [_seoul(seoul)]
    parts += [_tile(code, tiles.get(code), language) for code in PLACES]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {PITCH * len(_ROWS)}" width="100%"'
        f' role="group" aria-label="{escape(title)}" font-size="13" text-anchor="middle">{"".join(parts)}</svg>'
    )


def _seoul(name: str) -> str:
    x, y, wide = PITCH, 3 * PITCH, PITCH + SIZE
    return (
        f'<rect x="{x}" y="{y}" width="{wide}" height="{SIZE}" rx="6" fill="none" stroke="var(--line)"'
        f' stroke-dasharray="3 3"/><text x="{x + wide / 2:g}" y="{y + 33}" fill="var(--text-3)">{escape(name)}</text>'
    )


def _tile(code: str, tile: MapTile | None, language: str) -> str:
    column, row = PLACES[code]
    x, y = column * PITCH, row * PITCH
    name = CITIES[code].name_in(language)
    shade = None if tile is None else tile.shade
    ink = "var(--text-3)" if not shade else f"var(--h{shade}-t)"
    paper = "none" if shade is None else f"var(--h{shade})" if shade else "var(--surface)"
    edge = "" if shade else ' stroke="var(--line)"'
    drawn = f'<rect x="{x + 0.5:g}" y="{y + 0.5:g}" width="{SIZE}" height="{SIZE}" rx="6" fill="{paper}"{edge}/>'
    lines = _DIVIDED.get(name, (name,))
    middle = x + SIZE / 2
    first = y + (15 if len(lines) > 1 else 22)
    for number, line in enumerate(lines):
        drawn += (
            f'<text x="{middle:g}" y="{first + 13 * number}" fill="{ink}">{escape(line)}</text>'
        )
    said = "·" if tile is None else tile.said
    drawn += f'<text x="{middle:g}" y="{y + 47}" fill="{ink}" font-size="16" font-weight="700">{escape(said)}</text>'
    if tile is None or not tile.address:
        return f"<g>{drawn}</g>"
    return f'<a href="{escape(tile.address)}" aria-label="{escape(tile.about)}">{drawn}</a>'
