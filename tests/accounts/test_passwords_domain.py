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
        "kQ7#vB2!mX9z",
        "correct horse battery staple",
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
        ("chocolate2024!", "tried first"),
        ("liverpool1892", "tried first"),
        ("Jennifer12345", "tried first"),
        ("Password1234!", "tried first"),
        ("qwerty123456", "tried first"),
        ("P@ssw0rd1234", "tried first"),
        ("dragon123456", "tried first"),
        ("iloveyou12345", "tried first"),
        ("abcdefghijkl", "tried first"),
        ("ieum-demo-2026", "tried first"),
        ("1eum-d3m0-2026", "tried first"),
        ("통역이음통역이음2026!", "tried first"),
        ("drowssap4321", "tried first"),
        ("Maru20261130!", "tried first"),
        ("maru@ieum.example", "tried first"),
        ("qwertyuiop[]", "tried first"),
        ("1qaz2wsx3edc", "tried first"),
        ("abcabcabcabcabc", "tried first"),
        ("Seoul2026!@#$", "tried first"),
        ("x" * 100 + "yzab", "tried first"),
        ("a long one " * 30, "at most 200"),
    ],
)
def test_every_other_one_is_refused_with_its_reason(password: str, reason: str) -> None:
    assert any(reason in str(found) for found in reasons_against_password(password, EMAIL))


def test_length_is_counted_in_characters_not_bytes() -> None:
    assert reasons_against_password("봄비내리는바닷가언덕길에서", EMAIL) == []
    assert reasons_against_password("가나다라" * (LONGEST // 4 + 1), EMAIL) != []
