"""Where a refusal of the service is shown: on the page that the action came from.

    with refusals_on(form, lambda: _page(form)), unit_of_work() as uow:
        sites.add(uow, ...)
    flash(...)
    return redirect(...)

What is raised inside becomes that page; the lines after it are not reached. Errors that a page does not
show go on, and get the page of their status (`foundation.web.errors`).
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

from flask import flash
from flask.typing import ResponseReturnValue

from foundation.security.errors import Conflict, DomainError
from foundation.web.forms import Form
from foundation.web.translation import words

Kinds = tuple[type[DomainError], ...]


class Answered(Exception):
    """The answer is known already; whoever called the view gives it (`answering`)."""

    def __init__(self, response: ResponseReturnValue) -> None:
        """Keep the answer."""
        self.response = response
        super().__init__()


def answering(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Give the answer that a view ended with, whether it returned it or raised it."""

    def answer(*args: Any, **kwargs: Any) -> ResponseReturnValue:
        try:
            return view(*args, **kwargs)
        except Answered as answered:
            return answered.response

    return answer


def status_of(error: DomainError) -> int:
    """The status of a page that shows a refusal beside what was typed."""
    return 409 if isinstance(error, Conflict) else 422


@contextmanager
def refusals_by(
    show: Callable[[DomainError], ResponseReturnValue],
    *,
    shows: Kinds = (DomainError,),
    unless: Kinds = (),
) -> Generator[None]:
    """Answer a refusal with what `show` makes of it."""
    try:
        yield
    except DomainError as error:
        if not isinstance(error, shows) or isinstance(error, unless):
            raise
        raise Answered(show(error)) from error


@contextmanager
def refusals_on(
    form: Form,
    page: Callable[[], str],
    *,
    status: Callable[[DomainError], int] = status_of,
    shows: Kinds = (DomainError,),
    unless: Kinds = (),
) -> Generator[None]:
    """Answer a refusal with the page of the form, which shows it beside the fields it names."""

    def show(error: DomainError) -> ResponseReturnValue:
        form.take(error)
        return page(), status(error)

    with refusals_by(show, shows=shows, unless=unless):
        yield


@contextmanager
def refusals_flashed(page: Callable[[], str], *, shows: Kinds) -> Generator[None]:
    """Answer a refusal with a page that has no form for it: its reason stands on top."""

    def show(error: DomainError) -> ResponseReturnValue:
        # Flashed first: the page shows it.
        flash(words(error.reason), "error")
        return page(), status_of(error)

    with refusals_by(show, shows=shows):
        yield


def flashed(error: DomainError, answer: ResponseReturnValue) -> ResponseReturnValue:
    """An answer on whose page the reason of a refusal stands on top."""
    flash(words(error.reason), "error")
    return answer
