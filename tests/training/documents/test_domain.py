"""Numbers that cannot be guessed or counted, names shown in part, names compared."""

import secrets
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.domain import documents
from training.domain.documents import CODE_BYTES, CROCKFORD, crockford, is_same_name, masked


def test_codes_and_serials_cannot_be_guessed_or_counted() -> None:
    """Invariant 15: 80 and 40 random bits; two in a row share nothing, no counter shows."""
    codes = {crockford(secrets.token_bytes(CODE_BYTES)) for _ in range(2_000)}
    assert len(codes) == 2_000
    assert all(len(code) == 16 and set(code) <= set(CROCKFORD) for code in codes)
    # Each place of the code takes every sign: no place holds a counter, a date or a check digit.
    assert all(len({code[place] for code in codes}) == 32 for place in range(16))
    one, two = (documents.serial_number("GG", 2026, "L2", secrets.token_bytes(5)) for _ in range(2))
    assert one != two
    assert one.startswith("GG-2026-L2-")


@given(st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_a_code_survives_being_read_aloud_and_typed(random: bytes) -> None:
    code = crockford(random)
    spoken = documents.code_in_groups(code).lower().replace("0", "o").replace("1", "l")
    assert documents.code_as_typed(f" {spoken} ") == code


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("응우옌 티 하인", "응우옌 * 하인"),
        ("NGUYEN THI HANH", "NGUYEN * HANH"),
        ("EXAMPLE SOPHIA", "EXAMPLE S*"),
        ("홍길동", "홍*동"),
        ("이든", "이*"),
        ("", ""),
    ],
)
def test_a_name_is_shown_in_part(name: str, shown: str) -> None:
    assert masked(name) == shown


def test_names_are_compared_as_people_write_them() -> None:
    printed = ("예시 소피아", "YESI SOPHIA", "ឧទាហរណ៍ សុភា")
    for typed in ("예시소피아", "yesi  sophia", "Yesi-Sophia", "ឧទាហរណ៍ សុភា", "예시 소피아"):
        assert is_same_name(typed, printed), typed
    for typed in ("", "   ", "yesi", "예시 소피", "ឧទាហរណ៍"):
        assert not is_same_name(typed, printed), typed


def test_the_digest_of_what_was_printed_finds_a_changed_sign() -> None:
    printed: dict[str, Any] = {"a": 1, "holder": {"name": "예시", "own": "ឧ"}}
    same = {"holder": {"own": "ឧ", "name": "예시"}, "a": 1}
    assert documents.digest_of(printed) == documents.digest_of(same)
    assert documents.digest_of(printed) != documents.digest_of(printed | {"a": 2})
