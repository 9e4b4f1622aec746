"""Telephone numbers: read as people write them in Korea, kept in one international form (E.164)."""

import re

from foundation.text.normalise import plain_signs

KOREA = "+82"
# What people put between the digits, in whatever width their keyboard writes it.
_BETWEEN = re.compile(r"[\s().·・•/_-]+")
# Mobile, Seoul, the provinces, internet and personal numbers, without the trunk zero.
_KOREAN = re.compile(r"1[016789]\d{7,8}|2\d{7,8}|[3-6][1-5]\d{7,8}|70\d{8}|50\d{9,10}")
# Representative numbers (1588-0000) are dialled as they stand, also behind +82.
_REPRESENTATIVE = re.compile(r"1[5-9]\d{6}")
# What is left of "010-1234-5678" in a cell of figures.
_FIGURE = re.compile(r"[1-9]\d{7,9}", re.ASCII)
_ABROAD = re.compile(r"[1-9]\d{6,14}")


def read_number(text: str) -> str | None:
    """A number in E.164, such as +821012345678; None when nobody can be reached by it.

    Without a country it is Korean: "010-1234-5678", "031 123 4567", "1588-1234".
    """
    plain = _BETWEEN.sub("", plain_signs(text))
    if plain.startswith("00") and not plain.startswith("000"):
        plain = f"+{plain[2:]}"
    if plain.startswith(KOREA):
        plain = plain.removeprefix(KOREA)
        return _korean(plain.removeprefix("0"))
    if plain.startswith("+"):
        return plain if _ABROAD.fullmatch(plain[1:]) and plain[1:].isascii() else None
    if _REPRESENTATIVE.fullmatch(plain):
        return f"{KOREA}{plain}"
    # a spreadsheet that took the number for a figure has dropped its zero
    return _korean(plain.removeprefix("0")) if plain.startswith(("0", "10")) else None


def with_its_zero(text: str) -> str | None:
    """A Korean number that a spreadsheet has robbed of its first zero, as it was; None for any other text."""
    figure = text.strip()
    if not _FIGURE.fullmatch(figure) or _REPRESENTATIVE.fullmatch(figure):
        return None
    number = read_number(f"0{figure}")
    return None if number is None else written_number(number)


def _korean(digits: str) -> str | None:
    known = _KOREAN.fullmatch(digits) or _REPRESENTATIVE.fullmatch(digits)
    return f"{KOREA}{digits}" if known and digits.isascii() else None


def written_number(number: str) -> str:
    """A number as a Korean office writes it: 010-1234-5678; one from abroad keeps its country."""
    if not number.startswith(KOREA):
        return number
    digits = number.removeprefix(KOREA)
    if _REPRESENTATIVE.fullmatch(digits):
        return f"{digits[:4]}-{digits[4:]}"
    area = 1 if digits.startswith("2") else 3 if digits.startswith("50") else 2
    rest = digits[area:]
    return f"0{digits[:area]}-{rest[:-4]}-{rest[-4:]}"
