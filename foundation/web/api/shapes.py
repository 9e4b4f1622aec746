"""What is sent and answered as JSON: pydantic models whose refusals are sentences of ours."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Generic, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from foundation.security.errors import Problems
from foundation.text.message import LazyText, say
from foundation.times.zones import is_in_reach

T = TypeVar("T")
MOST_ITEMS, USUAL_ITEMS = 100, 50
UNREADABLE = say("This cannot be read.")
# A kind of fault, as pydantic names it by its first word, and what we say of it.
SENTENCES: Mapping[str, LazyText] = {
    "missing": say("Enter an answer."),
    "extra": say("This field is not known here."),
    "enum": say("Choose one of the options."),
    "literal": say("Choose one of the options."),
    "int": say("Enter a whole number."),
    "float": say("Enter a number, such as 37.5."),
    "bool": say("Answer true or false."),
    "date": say("Enter a date, such as 2026-11-30."),
    "time": say("Enter a time, such as 14:30."),
    "datetime": say("Enter an instant with its zone, such as 2026-11-30T14:30:00+09:00."),
    "timezone": say("Enter an instant with its zone, such as 2026-11-30T14:30:00+09:00."),
    "uuid": say("Enter an id as it was given."),
    "string": say("Enter text of the length that the reference says."),
    "list": say("Enter a list."),
    "too": say("Enter as many as the reference says."),
    "greater": say("The number is too small."),
    "less": say("The number is too large."),
    "signs": UNREADABLE,
}


class ApiShape(BaseModel):
    """Something sent or answered. Unknown fields are refused, so that a misspelt one is found."""

    model_config = ConfigDict(extra="forbid", from_attributes=True, use_attribute_docstrings=True)

    @classmethod
    def model_validate(cls, obj: Any, **kwargs: Any) -> Self:
        """Read it; Refused names every field that is wrong, with a sentence for people."""
        try:
            found = super().model_validate(obj, **kwargs)
        except ValidationError as error:
            problems = Problems()
            for fault in error.errors(
                include_url=False, include_input=False, include_context=False
            ):
                field = ".".join(str(part) for part in fault["loc"]) or "body"
                kind = fault["type"].partition("_")[0]
                problems.add(field, SENTENCES.get(kind, UNREADABLE))
            problems.check()
            raise
        problems = Problems()
        for field, value in found:
            if (kind := fault_of(value)) is not None:
                problems.add(field, SENTENCES[kind])
        problems.check()
        return found


def fault_of(value: object) -> str | None:
    """What is wrong with something that could be read: a day that no office means, no zone, or one where none belongs."""
    if isinstance(value, str):
        # No database keeps it.
        return "signs" if "\0" in value else None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return "timezone"
        return None if is_in_reach(value.date()) else "datetime"
    if isinstance(value, date):
        return None if is_in_reach(value) else "date"
    if isinstance(value, time):
        # The clock in Seoul, whatever else it names: taken without its zone it would be another hour.
        return "time" if value.tzinfo is not None or value.second or value.microsecond else None
    return None


class ListPart(ApiShape, Generic[T]):
    """A part of a list. `next` asks for the part after it; it is empty on the last one."""

    items: list[T]
    next: str = ""


class PageAsked(ApiShape):
    """Which part of a list is wanted."""

    cursor: str = Field(
        default="", max_length=500, description="`next` of the part before; empty for the first."
    )
    limit: int = Field(default=USUAL_ITEMS, ge=1, le=MOST_ITEMS, description="So many at most.")


class FieldProblem(ApiShape):
    """One field that is wrong, and why, for people."""

    field: str
    reason: str


class ProblemShape(ApiShape):
    """Why something was not done (RFC 9457). `detail` is the sentence that the pages show, in the language asked for."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []
