"""Text as people meant it: one Unicode form, no invisible signs."""

import unicodedata

# Burmese, Khmer and Lao writers use these between words and letters.
_KEPT = {"\u200b", "\u200c", "\u200d"}
# Marks that turn the direction of writing around can make a text read as another; these and other
# invisible signs come along when a name is copied from a chat or a PDF. Signs of private use, halves
# of signs and numbers that Unicode gives to nobody mean nothing to anybody else.
_DROPPED = {"Cf", "Cs", "Co", "Cn"}
# Letters by category that show nothing: fillers of Hangul.
_EMPTY = frozenset("\u115f\u1160\u3164\uffa0")


def normalise_text(text: str) -> str:
    """One line: NFC, without direction marks and control signs, every run of spaces made one."""
    if not text.isprintable() or not _EMPTY.isdisjoint(text):
        text = "".join(_kept(sign) for sign in text)
    return " ".join(unicodedata.normalize("NFC", text).split())


def normalise_lines(text: str) -> str:
    """Several lines, each as `normalise_text` makes it, without empty ones at both ends."""
    return "\n".join(normalise_text(line) for line in text.splitlines()).strip()


def _kept(sign: str) -> str:
    """What stays of a sign: itself, a space for one that controls, nothing for an invisible one."""
    category = unicodedata.category(sign)
    if category == "Cc":
        return " "
    return "" if sign in _EMPTY or (category in _DROPPED and sign not in _KEPT) else sign


def folded(text: str) -> str:
    """How texts are compared: NFKC and case folded."""
    return unicodedata.normalize("NFKC", normalise_text(text)).casefold()
