"""Sealed text opens at its own place only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.security.encryption import FieldCipher

OLD, NEW = "old:" + "ab" * 32, "new:" + "cd" * 32


@given(st.text(max_size=200))
def test_what_was_encrypted_is_read_again(text: str) -> None:
    cipher = FieldCipher((NEW,))
    encrypted = cipher.close(text, "session", "note", 7)

    assert cipher.open(encrypted, "session", "note", 7) == text
    assert encrypted.startswith("new:")
    assert len(text) < 4 or text not in encrypted


def test_it_does_not_open_elsewhere_or_when_changed() -> None:
    cipher = FieldCipher((NEW,))
    encrypted = cipher.close("상담 메모", "session", "note", 7)
    body = encrypted.removeprefix("new:")
    # Another letter in the middle, where no padding hides the change.
    changed = "new:" + body[:10] + ("A" if body[10] != "A" else "B") + body[11:]

    for text, place in ((encrypted, 8), (changed, 7)):
        with pytest.raises(ValueError, match="does not belong here"):
            cipher.open(text, "session", "note", place)


def test_the_same_text_never_looks_the_same_twice() -> None:
    cipher = FieldCipher((NEW,))
    assert cipher.close("same", 1) != cipher.close("same", 1)


def test_an_older_key_still_opens_and_a_lost_one_says_so() -> None:
    encrypted = FieldCipher((OLD,)).close("text", 1)

    assert FieldCipher((NEW, OLD)).open(encrypted, 1) == "text"
    with pytest.raises(ValueError, match="'old' is not among the keys"):
        FieldCipher((NEW,)).open(encrypted, 1)


def test_there_must_be_a_key() -> None:
    with pytest.raises(ValueError, match="at least one"):
        FieldCipher(())
