"""What a page asks of an upper package: a typed question, and the function that app.py names for it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar, cast

from flask import Flask, current_app

F = TypeVar("F", bound=Callable[..., object])
ANSWERS = "answers"


class Question(Generic[F]):
    """Declared by the package whose page asks; `F` is the kind of function that answers.

    Without an answer the page leaves out what it would have shown.
    """

    def answer(self) -> F | None:
        """The function of the application that serves this request, or None."""
        answers: Mapping[Question[F], object] = current_app.extensions.get(ANSWERS, {})
        # Only `answered_by` makes pairs, and it lets only a function of this kind pass.
        return cast("F | None", answers.get(self))

    def answered_by(self, function: F) -> "AnsweredQuestion":
        """The question with the function that answers it, for app.py."""
        return AnsweredQuestion(self, function)


@dataclass(frozen=True)
class AnsweredQuestion:
    """A question and its function; `Question.answered_by` makes it and knows that they fit."""

    question: object
    function: object


def install(app: Flask, answers: Iterable[AnsweredQuestion]) -> None:
    """Let an application give these answers and no others."""
    app.extensions[ANSWERS] = {each.question: each.function for each in answers}
