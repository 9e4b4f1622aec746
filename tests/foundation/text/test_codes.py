"""Two codes are the same whatever keyboard, width, dash or blank they were typed with."""

import pytest

from foundation.text.codes import normal_code

ONE_CASE = (
    "ANS-2026-0777",
    "ans-2026-0777",
    "ＡＮＳ－２０２６－０７７７",
    "ANS–2026–0777",
    "ANS—2026−0777",
    "ANS‑2026‐0777",
    "ANSㅡ2026ー0777",
    " ans - 2026 -0777\u3000",
    "ans 2026 0777",
    "ANS--2026-0777",
    "ANS-٢٠٢٦-0777",
    "ANS-②⓪②⑥-❶777".replace("❶777", "０７７７"),
    "A\u200bNS-2026-\u202e0777",
)


@pytest.mark.parametrize("typed", ONE_CASE)
def test_a_code_has_one_form_however_it_is_typed(typed: str) -> None:
    assert normal_code(typed) == "ANS-2026-0777"


@pytest.mark.parametrize("text", [*ONE_CASE, "", "수원 01", "ß-1", "ANS-2026 0777", "a./b"])
def test_the_form_of_a_form_is_itself(text: str) -> None:
    assert normal_code(normal_code(text)) == normal_code(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-1-11", "2026-11-1"),
        ("ANS-2026-0777", "ANS-2026-777"),
        ("ANS-2026-0777", "ANS20260777"),
        ("ANS-2026-0777", "ANS-2026 0777"),
        ("A.1", "A-1"),
    ],
)
def test_different_codes_stay_different(one: str, other: str) -> None:
    assert normal_code(one) != normal_code(other)
