"""Typed text is kept as it was meant: nothing in it turns the reading around or shows nothing."""

import pytest

from foundation.text.normalise import normalise_lines, normalise_text


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("A\u202eB\u2066C\u2069", "ABC"),
        ("A\x07B\x9bC\x85D", "A B C D"),
        ("\u3164\u115f\uffa0", ""),
        ("가\u200e나\ufeff", "가나"),
        ("မြန်\u200bမာ", "မြန်\u200bမာ"),
    ],
)
def test_signs_that_hide_or_turn_are_dropped_and_letters_stay(typed: str, meant: str) -> None:
    assert normalise_text(typed) == meant


def test_lines_stay_lines() -> None:
    assert normalise_lines("\n a\u202e \r\n\n b\x07c\n") == "a\n\nb c"
