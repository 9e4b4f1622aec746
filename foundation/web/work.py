"""The unit of work of this request, and answering a repeated request once."""

import hashlib
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from uuid import UUID

from flask import Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from foundation.database.work import Office, UnitOfWork, begin
from foundation.database.work import reading as begin_reading
from foundation.once import idempotency
from foundation.once.idempotency import Answer
from foundation.security.keys import keyed_hash
from foundation.security.permissions import NOBODY, Actor

KEY_FIELD = "_key"
KEY_HEADER = "Idempotency-Key"
LONGEST_KEY = 80
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
KEPT_KINDS = frozenset({"text/html", "application/json"})


def office() -> Office:
    """The office that app.py put into this application."""
    found = current_app.extensions["office"]
    assert isinstance(found, Office)
    return found


def actor() -> Actor:
    """Who is asking."""
    found: Actor | None = g.get("actor")
    return found or NOBODY


@contextmanager
def reading() -> Generator[UnitOfWork]:
    """A unit of work for showing a page; it cannot write."""
    with begin_reading(office(), actor()) as uow:
        yield uow


@contextmanager
def unit_of_work() -> Generator[UnitOfWork]:
    """A unit of work that commits at the end of the block.

    While a repeatable request is answered (see `once`) it joins that request's transaction instead,
    which commits once the answer is kept.
    """
    repeatable: _Repeatable | None = g.get("repeatable")
    if repeatable is None:
        with begin(office(), actor()) as uow:
            yield uow
    else:
        yield repeatable.join()


@dataclass
class _Repeatable:
    """The transaction of a request that carries a key; opened when a view first needs it."""

    user_id: UUID
    key: str
    body_hash: str
    uow: UnitOfWork | None = None
    kept: Answer | None = None
    context: AbstractContextManager[UnitOfWork] | None = None

    def join(self) -> UnitOfWork:
        if self.uow is None:
            context = begin(office(), actor())
            self.uow = context.__enter__()
            self.context = context
            self.kept = idempotency.find_or_claim(self.uow, self.user_id, self.key, self.body_hash)
            if self.kept is not None:
                raise _AnsweredBefore
        return self.uow


class _AnsweredBefore(Exception):
    """The action was done by an earlier copy of this request."""


def once(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """Answer a keyed POST once: copies get the first answer. Refusals are not kept."""

    def answer(*args: object, **kwargs: object) -> ResponseReturnValue:
        key = request.headers.get(KEY_HEADER) or request.form.get(KEY_FIELD, "")
        user_id = actor().user_id
        if request.method != "POST" or not key or user_id is None:
            return view(*args, **kwargs)
        g.repeatable = _Repeatable(user_id, key[:LONGEST_KEY], _body_hash())
        try:
            return _answer_once(g.repeatable, lambda: view(*args, **kwargs))
        finally:
            g.repeatable = None

    return answer


def _answer_once(
    repeatable: _Repeatable, view: Callable[[], ResponseReturnValue]
) -> ResponseReturnValue:
    # Driving begin() by hand keeps one rule: what the view returns decides whether it commits.
    try:
        response = make_response(view())
        if repeatable.uow is None:
            return response
        if response.status_code >= 400:  # noqa: PLR2004  the first status that means no
            _end(repeatable, _Undo())
            return response
        # The view may have signed its reader out: the key is still theirs.
        if response.mimetype in KEPT_KINDS:
            answer = _as_answer(response)
            idempotency.keep(repeatable.uow, repeatable.user_id, repeatable.key, answer)
        else:
            # A file is full of people and harmless to ask for again: no copy of it stays behind.
            idempotency.release(repeatable.uow, repeatable.user_id, repeatable.key)
    except _AnsweredBefore as before:
        _end(repeatable, before)
        assert repeatable.kept is not None
        return _as_response(repeatable.kept)
    except BaseException as error:
        _end(repeatable, error)
        raise
    _end(repeatable, None)
    return response


class _Undo(Exception):
    """Rolls a refused request back."""


def _end(repeatable: _Repeatable, error: BaseException | None) -> None:
    context = repeatable.context
    if context is None:
        return
    repeatable.context = None
    try:
        context.__exit__(type(error) if error else None, error, None)
    except (_Undo, _AnsweredBefore):
        return
    except BaseException as raised:
        if raised is not error:
            raise


def _body_hash() -> str:
    """A keyed hash of what was sent, without the CSRF token, which differs from page to page.

    What was sent may hold a password or a phone number: a plain hash would let anybody with a copy of the
    database find them by guessing.
    """
    digest = keyed_hash(office().settings, "repeated requests")
    digest.update(repr((request.path, str(actor().user_id))).encode())
    # The API reads JSON whatever it calls itself; of a form the fields are hashed below.
    if request.mimetype not in FORMS:
        digest.update(request.get_data())
    for name in sorted(request.form):
        if name not in {"csrf_token", KEY_FIELD}:
            digest.update(repr((name, request.form.getlist(name))).encode())
    for name, file in sorted(request.files.items()):
        digest.update(repr((name, file.filename)).encode())
        digest.update(hashlib.sha256(file.stream.read()).digest())
        file.stream.seek(0)
    return digest.hexdigest()


def _as_answer(response: Response) -> Answer:
    return Answer(
        status=response.status_code,
        location=response.headers.get("Location", ""),
        body=response.get_data(as_text=True),
        content_type=response.headers.get("Content-Type", "text/html"),
    )


def _as_response(kept: Answer) -> Response:
    response = make_response(kept.body, kept.status)
    response.headers["Content-Type"] = kept.content_type
    if kept.location:
        response.headers["Location"] = kept.location
    return response
