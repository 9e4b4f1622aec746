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
# What is written for a hyphen beside the dashes of Unicode: minus signs, bullets, lines of tables, a Korean
# and a Japanese letter. Named before NFKC, which makes other letters of some.
_HYPHENS = str.maketrans(dict.fromkeys("−⁃˗➖─━ㅡーｰ⁻₋", "-"))
_SELECTORS = frozenset(map(chr, range(0xFE00, 0xFE10)))

# Letters with a stroke, which Unicode does not take apart.
PLAIN_LETTERS = {"đ": "d", "ð": "d", "ħ": "h", "ł": "l", "ø": "o", "ı": "i"}
_PLAIN_LETTERS = str.maketrans(PLAIN_LETTERS)


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


def searchable(text: str) -> str:
    """How names are looked for: without case and marks, đ as d; letters of every script stay what they are."""
    marked = unicodedata.normalize("NFKD", normalise_text(text).lower())
    bare = "".join(sign for sign in marked if not "\u0300" <= sign <= "\u036f")
    return unicodedata.normalize("NFC", bare).translate(_PLAIN_LETTERS)


def plain_signs(text: str) -> str:
    """One line in which what looks alike is alike.

    Digits of every script and frame are 0 to 9, every dash is a hyphen, every blank one blank, full-width letters
    are plain ones; signs without width are left out.
    """
    tidy = normalise_text(text).translate(_HYPHENS)
    return " ".join("".join(map(_plain, unicodedata.normalize("NFKC", tidy))).split())


def _plain(sign: str) -> str:
    if sign.isascii():
        return sign
    kind = unicodedata.category(sign)
    if kind == "Pd":
        return "-"
    if kind in {"Nd", "No"} and (digit := unicodedata.digit(sign, None)) is not None:
        return str(digit)
    # Frames around a digit, and signs without width, hide a number from a filter but from no reader. Marks of
    # letters that NFKC could not put on their letter stay: several scripts are written with them.
    if kind in {"Cf", "Me"} or sign in _SELECTORS:
        return ""
    return " " if sign == "\u2800" else sign
