"""QR codes on pages."""

from markupsafe import Markup

from foundation.documents.qr import qr_inline


def svg_of(address: str) -> Markup:
    """The code of an address as an element of a page."""
    return Markup(qr_inline(address))  # noqa: S704  # nosec B704  drawn by us
