"""An address is that of one mailbox; what is a list, a name or half an address is refused."""

import pytest

from foundation.addresses import Sender, folded_address, is_address, read_sender
from foundation.config import Settings

ADDRESSES = (
    "hanh@ieum.example",
    "kim.lee+ieum@mail.centre.go.kr",
    "a_b-c@x.example",
    "o'neil@x.example",
)
NONE = (
    "mi@x.example,so@y.example",
    "mi@x.example;so@y.example",
    "mi@x.example so@y.example",
    "kim<park@x.example>",
    "Kim <park@x.example>",
    "<park@x.example>",
    "kim@@x.example",
    "kim@x@y.example",
    "a@b",
    "홍길동@x.example",
    "kim@한국.example",
    "kim",
    "@x.example",
    "kim@",
    "kim@x.example.",
    ".kim@x.example",
    "kim.@x.example",
    "ki..m@x.example",
    "kim@-x.example",
    "kim@x..example",
    "kim@[127.0.0.1]",
    "kim@127.0.0.1",
    '"kim park"@x.example',
    "kim(comment)@x.example",
    "kim@x.example\r\nBcc: so@y.example",
    "kim\t@x.example",
    "kim\x00@x.example",
    " kim@x.example",
    "kim@localhost",
    "k" * 65 + "@x.example",
    "kim@" + "x" * 64 + ".example",
    "kim@" + "x." * 130 + "example",
    "",
)


@pytest.mark.parametrize("text", ADDRESSES)
def test_an_address_of_one_mailbox_is_taken(text: str) -> None:
    assert is_address(text)
    assert is_address(folded_address(f" {text.upper()} "))


@pytest.mark.parametrize("text", NONE)
def test_anything_else_is_no_address(text: str) -> None:
    assert not is_address(text)
    assert read_sender(f"Ieum <{text}>") is None or text.strip() != text


def test_addresses_that_differ_by_capitals_or_width_are_one() -> None:
    assert folded_address(" Ｈanh@Ieum.Example ") == "hanh@ieum.example"


@pytest.mark.parametrize(
    ("text", "sender"),
    [
        ("no-reply@x.example", Sender("", "no-reply@x.example")),
        ("통역 <no-reply@x.example>", Sender("통역", "no-reply@x.example")),
        ('"Ieum, Gyeonggi" <no-reply@x.example>', Sender("Ieum, Gyeonggi", "no-reply@x.example")),
        ("Ieum", None),
        ("Ieum <no-reply>", None),
        ("a@x.example, b@x.example", None),
        ("Ieum <a@x.example> <b@x.example>", None),
    ],
)
def test_a_sender_is_an_address_with_or_without_a_name(text: str, sender: Sender | None) -> None:
    assert read_sender(text) == sender
    faults = dict(Settings(mail_from=text).faults())
    assert ("mail_from" in faults) is (sender is None)
    if sender is not None:
        assert sender.domain == "x.example"
