"""A telephone number is kept in one form, however it was typed."""

import pytest

from foundation.text.phone_numbers import read_number, written_number


@pytest.mark.parametrize(
    ("typed", "kept", "written"),
    [
        ("010-1234-5678", "+821012345678", "010-1234-5678"),
        (" +82 (0)10 1234 5678", "+821012345678", "010-1234-5678"),
        ("０１０．１２３４．５６７８", "+821012345678", "010-1234-5678"),
        ("0082 10 1234 5678", "+821012345678", "010-1234-5678"),
        ("02)123-4567", "+8221234567", "02-123-4567"),
        ("031 000 1010", "+82310001010", "031-000-1010"),
        ("0505-1234-5678", "+8250512345678", "0505-1234-5678"),
        ("1012345678", "+821012345678", "010-1234-5678"),
        ("1588–1234", "+8215881234", "1588-1234"),
        ("+84 91 234 56 78", "+84912345678", "+84912345678"),
    ],
)
def test_one_form(typed: str, kept: str, written: str) -> None:
    assert read_number(typed) == kept
    assert written_number(kept) == written
    assert read_number(written) == kept


@pytest.mark.parametrize(
    "typed", ["", "없음", "112", "010-123", "010-1234-56789", "1234-5678", "+82", "010-1234-567x"]
)
def test_what_nobody_can_be_reached_by_is_none(typed: str) -> None:
    assert read_number(typed) is None
