"""QR codes as SVG; the only file that speaks to segno."""

import io

import segno
from markupsafe import Markup

PIXELS = 280
QUIET = 4


def qr_svg(text: str, *, scale: int = 4) -> str:
    """A QR code as an SVG file for a document; medium error correction."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", scale=scale, border=QUIET, xmldecl=False, svgns=True, omitsize=False
    )
    return out.getvalue().decode().strip()


def qr_inline(text: str) -> Markup:
    """A QR code as an element of a page: dark on light in every theme, hidden from screen readers."""
    code = segno.make(text, error="m", micro=False)
    side = code.symbol_size(border=QUIET)[0]
    drawn: str = code.svg_inline(
        border=QUIET,
        dark="#000",
        light="#fff",
        scale=PIXELS // side,
        svgclass=None,
        lineclass=None,
    )
    width = side * (PIXELS // side)
    # With a box to look through it may be drawn as large as the page wants.
    about = f'<svg aria-hidden="true" viewBox="0 0 {width} {width}" '
    hidden = drawn.replace("<svg ", about, 1)
    return Markup(hidden)  # noqa: S704  # nosec B704  drawn by us
