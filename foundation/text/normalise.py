"""Text as people meant it: one Unicode form, no invisible signs."""

import unicodedata

# Marks that turn the direction of writing around can make a text read as another; these and other
# invisible signs come along when a name is copied from a chat or a PDF.
_INVISIBLE = dict.fromkeys(
    (0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF)
)
# Burmese, Khmer and Lao writers use these two between words and letters.
_KEPT = {0x200B, 0x200C, 0x200D}
_DROPPED = {code: None for code in _INVISIBLE if code not in _KEPT}


def normalise_text(text: str) -> str:
    """One line: NFC, without direction marks and control signs, every run of spaces made one."""
    if not text.isprintable():
        text = text.translate(_DROPPED)
        text = "".join(sign if sign >= " " and sign != "\x7f" else " " for sign in text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def folded(text: str) -> str:
    """How texts are compared: NFKC and case folded."""
    return unicodedata.normalize("NFKC", normalise_text(text)).casefold()
