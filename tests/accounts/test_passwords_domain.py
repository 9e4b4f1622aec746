"""What counts as a good password."""

import pytest

from accounts.domain.passwords import LONGEST, reasons_against_password

EMAIL = "maru@ieum.example"


@pytest.mark.parametrize(
    "password",
    [
        "a quiet river at dusk",
        "봄비가내리는안산역앞",
        "twelve-signs",
        "x" * 100 + "yzab",
        "Tr0ub4dor&3 horse",
    ],
)
def test_a_long_password_that_nobody_tries_first_will_do(password: str) -> None:
    assert (len(password) < 12) == bool(reasons_against_password(password, EMAIL))


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "at least 12"),
        ("", "at least 12"),
        ("elevensigns", "at least 12"),
        ("password1234", "tried first"),
        ("PASSWORD1234", "tried first"),
        ("ｐａｓｓｗｏｒｄ1234", "tried first"),
        ("ababababababab", "tried first"),
        ("maru-and-a-number-7", "tried first"),
        ("interpretation", "tried first"),
        ("a long one " * 30, "at most 200"),
    ],
)
def test_every_other_one_is_refused_with_its_reason(password: str, reason: str) -> None:
    assert any(reason in str(found) for found in reasons_against_password(password, EMAIL))


def test_length_is_counted_in_characters_not_bytes() -> None:
    assert reasons_against_password("가나다라마바사아자차카타", EMAIL) == []
    assert reasons_against_password("가나다라" * (LONGEST // 4 + 1), EMAIL) != []
