"""Reading untrusted JSON field by field, so that a refusal names the field."""

import json
import math
import textwrap
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, cast

T = TypeVar("T")
LARGEST = 10**9
SHOWN = 40


class BadFile(ValueError):
    """A file that is not what it should be; the message is one line and names the field."""


def parse(text: str) -> "Field":
    """The outermost object of a JSON text."""
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except RecursionError:
        raise BadFile("not JSON: nested too deeply") from None
    except ValueError as error:
        raise BadFile(f"not JSON: {error}".replace("\n", " ")) from None
    if not isinstance(value, dict):
        raise BadFile("not an object: the file must hold one JSON object")
    return Field("", cast("object", value))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


class Field:
    """A value and where it stands in its file."""

    def __init__(self, where: str, value: object) -> None:
        self.where = where
        self.value = value

    def _members(self) -> dict[str, Any]:
        value = self.value
        if not isinstance(value, dict):
            self.refuse("must be an object")
        return cast("dict[str, Any]", value)

    def refuse(self, why: str) -> NoReturn:
        """Give up on the file, naming this field."""
        shown = json.dumps(self.value, ensure_ascii=False)
        shown = textwrap.shorten(shown, SHOWN, placeholder="...")
        raise BadFile(f"{self.where or 'the file'}: {why}, not {shown}")

    def has(self, key: str) -> bool:
        """Whether an object has a key."""
        return key in self._members()

    def __getitem__(self, key: str) -> "Field":
        where = f"{self.where}.{key}" if self.where else key
        members = self._members()
        if key not in members:
            raise BadFile(f"{where}: missing")
        return Field(where, members[key])

    def names(self) -> list[str]:
        """The names of an object's members."""
        return list(self._members())

    def get(self, key: str, read: Callable[["Field"], T], default: T) -> T:
        """An optional member of an object."""
        return read(self[key]) if self.has(key) else default

    def items(self) -> "list[Field]":
        """The members of a list."""
        value = self.value
        if not isinstance(value, list):
            self.refuse("must be a list")
        members = cast("list[Any]", value)
        return [Field(f"{self.where}[{k}]", value) for k, value in enumerate(members)]

    def text(self) -> str:
        """A non-empty text."""
        if not isinstance(self.value, str) or not self.value:
            self.refuse("must be a text")
        return self.value

    def whole(self) -> int:
        """A whole number, not negative."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.refuse("must be a whole number")
        if not 0 <= self.value <= LARGEST:
            self.refuse(f"must lie between 0 and {LARGEST}")
        return self.value

    def positive(self) -> int:
        """A whole number above zero."""
        number = self.whole()
        if number == 0:
            self.refuse("must be above 0")
        return number

    def real(self) -> float:
        """Any finite number."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            self.refuse("must be a number")
        if not math.isfinite(self.value):
            self.refuse("must be finite")
        return float(self.value)

    def between(self, low: float, high: float) -> float:
        """A number inside a range."""
        number = self.real()
        if not low <= number <= high:
            self.refuse(f"must lie between {low:g} and {high:g}")
        return number

    def one_of(self, known: frozenset[str], what: str) -> str:
        """A text out of a known set."""
        name = self.text()
        if name not in known:
            self.refuse(f"must be the id of {what}")
        return name
