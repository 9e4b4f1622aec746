"""Reading untrusted JSON field by field, so that a refusal names the field."""

import json
import math
import textwrap
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any, NoReturn, TypeVar, cast

T = TypeVar("T")
# The most that one number of a file may be, and the most that numbers may add up to: what a double still counts.
LARGEST, LARGEST_SUM = 10**9, 2**53 - 1
SHOWN = 40
BYTE_ORDER_MARK = "\ufeff"


class BadFile(ValueError):
    """A file that is not what it should be; the message is one line and names the field."""

    def __init__(self, message: str) -> None:
        # What a file calls its fields may hold anything, also what no terminal can show.
        super().__init__("".join(c if c.isprintable() else ascii(c)[1:-1] for c in message))


class _Members(dict[str, Any]):
    """The members of an object that names one of them twice."""

    twice: str


def parse(text: str) -> "Field":
    """The outermost object of a JSON text, a byte order mark before it or not."""
    try:
        value = json.loads(
            text.removeprefix(BYTE_ORDER_MARK),
            parse_constant=_refuse_constant,
            object_pairs_hook=_members,
        )
    except RecursionError:
        raise BadFile("not JSON: nested too deeply") from None
    except ValueError as error:
        raise BadFile(f"not JSON: {error}") from None
    if not isinstance(value, dict):
        raise BadFile("not an object: the file must hold one JSON object")
    return Field("", cast("object", value))


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) == len(pairs):
        return members
    names = [name for name, _ in pairs]
    doubled = _Members(members)
    doubled.twice = next(name for name in names if names.count(name) > 1)
    return doubled


class Field:
    """A value and where it stands in its file."""

    def __init__(self, where: str, value: object) -> None:
        self.where = where
        self.value = value

    def _members(self) -> dict[str, Any]:
        value = self.value
        if not isinstance(value, dict):
            self.refuse("must be an object")
        if isinstance(value, _Members):
            raise BadFile(f"{self._inside(value.twice)}: must be given once only")
        return cast("dict[str, Any]", value)

    def _inside(self, key: str) -> str:
        return f"{self.where}.{key}" if self.where else key

    def refuse(self, why: str) -> NoReturn:
        """Give up on the file, naming this field."""
        shown = json.dumps(self.value, ensure_ascii=False)
        shown = textwrap.shorten(shown, SHOWN, placeholder="...")
        raise BadFile(f"{self.where or 'the file'}: {why}, not {shown}")

    def knows(self, *names: str) -> "Field":
        """The same object; refused where it has a member of another name, which would be passed over."""
        for name in self._members():
            if name not in names:
                meant = get_close_matches(name, names, 1)
                advice = f"; {meant[0]} is" if meant else ""
                raise BadFile(f"{self._inside(name)}: is not known here{advice}")
        return self

    def has(self, key: str) -> bool:
        """Whether an object has a key."""
        return key in self._members()

    def __getitem__(self, key: str) -> "Field":
        where, members = self._inside(key), self._members()
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
        if any("\ud800" <= c <= "\udfff" for c in self.value):
            self.refuse("must not hold half a character, which cannot be written")
        return self.value

    def any_text(self) -> str:
        """A text, perhaps an empty one."""
        return "" if self.value == "" else self.text()

    def whole(self) -> int:
        """A whole number from 0 to LARGEST."""
        return self._whole_up_to(LARGEST)

    def total(self) -> int:
        """What numbers of a file add up to: a whole number from 0 to LARGEST_SUM."""
        return self._whole_up_to(LARGEST_SUM)

    def _whole_up_to(self, most: int) -> int:
        number = self.value
        if isinstance(number, float) and number.is_integer():
            # 60.0 is as whole as 60, also by the schema of the format.
            number = int(number)
        if not isinstance(number, int) or isinstance(number, bool):
            self.refuse("must be a whole number")
        if not 0 <= number <= most:
            self.refuse(f"must lie between 0 and {most}")
        return number

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
