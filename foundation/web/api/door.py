"""The door of the API: whose token, what it is for, how often, which state is meant.

    bp = ApiRoom("requests_api", __name__)

    @bp.get("/requests/<uuid:request_id>")
    @opens(REQUESTS_READ)
    @bp.answers(RequestShape)
    def show(request_id: UUID) -> ResponseReturnValue:
        ...

A route without a scope is refused, like a page without a guard. A token never opens more than its owner's roles do;
a key (`Idempotency-Key`) makes sending twice harmless, as on the pages.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from apiflask import APIBlueprint
from flask import Blueprint, Flask, Response, g, make_response, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect  # pyright: ignore[reportMissingTypeStubs]  ships none
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from foundation.database.work import begin
from foundation.once import limits
from foundation.security.errors import Forbidden, HasChanged, TooOften
from foundation.security.permissions import NOBODY
from foundation.security.scopes import HeldToken, TokenScope
from foundation.text.message import say
from foundation.web import gateway_reports
from foundation.web.api.shapes import ApiShape, ProblemShape
from foundation.web.guards import MARK, View
from foundation.web.problems import problem
from foundation.web.work import actor, office, once

PREFIX = "/api/v1"
SCHEME = "token"
MINUTE = timedelta(minutes=1)
NO_STEP = say(
    "The owner of this token works at a desk and has no second step of signing in yet. It opens nothing before that."
)
# What every operation may answer beside what it is for.
USUAL = (400, 401, 403, 404, 413, 422, 429)
# Nothing that is sent is nearly as long; of a longer one every unknown field would be named.
LARGEST_BODY = 256 * 1024
WHY = {
    400: "The request could not be read.",
    401: "No token, or one that works no longer.",
    403: "The token is not for this, or its owner may not do it.",
    404: "There is no such thing, or none that the owner of the token may know of.",
    409: "Somebody was first, or the thing has moved on.",
    410: "It has ended.",
    412: "It has changed since: the state named by If-Match is not the newest.",
    413: "The body is longer than 256 KiB.",
    422: "Something is wrong with what was sent; `errors` names each field.",
    429: "Too many requests in this minute; Retry-After says how long to wait.",
    503: "Busy for a moment. Nothing was changed.",
}


Decorator = Callable[[View], View]


class ApiRoom(APIBlueprint):
    """A package's part of the API, under `/api/v1`."""

    def __init__(self, name: str, import_name: str, tag: str) -> None:
        """Show its operations under `tag` in the reference."""
        super().__init__(name, import_name, url_prefix=PREFIX, tag=tag)  # pyright: ignore[reportUnknownMemberType]  half typed

    # apiflask is half typed: these three are its decorators with types, and the names of our arguments.
    def takes(self, shape: type[ApiShape]) -> Decorator:
        """The body is of this shape; the view gets it as `wanted`."""
        decorate = cast("Any", self).input
        return decorate(shape, arg_name="wanted")

    def asks(self, shape: type[ApiShape]) -> Decorator:
        """What stands behind the ? is of this shape; the view gets it as `asked`."""
        decorate = cast("Any", self).input
        return decorate(shape, location="query", arg_name="asked")

    def answers(self, shape: type[ApiShape], status: int = 200) -> Decorator:
        """The answer is of this shape."""
        decorate = cast("Any", self).output
        return decorate(shape, status_code=status)


def opens(scope: TokenScope, *also: int) -> Callable[[View], View]:
    """The route opens to tokens with this scope; `also` are statuses that it may answer beside the usual ones."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            token: HeldToken | None = g.get("api_token")
            if token is None:
                return _no_token()
            _count(token)
            if actor().lacks_second_step:
                raise Forbidden(NO_STEP)
            if not token.opens(scope):
                raise Forbidden(
                    say("This token is not for that: it lacks “%(scope)s”.", scope=scope.name)
                )
            _read_body()
            return once(view)(*args, **kwargs)

        spec = getattr(guarded, "_spec", {})
        spec["security"] = SCHEME
        spec["scope"] = scope.name
        spec["responses"] = {
            **spec.get("responses", {}),
            **{status: _told(status) for status in sorted({*USUAL, *also})},
        }
        setattr(guarded, "_spec", spec)  # noqa: B010  where apiflask looks for it
        setattr(guarded, MARK, scope)
        return guarded

    return mark


def _read_body() -> None:
    """Refuse a body that is too long, no JSON, or nested without end, before anything looks into it."""
    if request.method != "POST":
        return
    if len(request.get_data()) > LARGEST_BODY:
        raise RequestEntityTooLarge
    try:
        told = request.get_json(force=True) if request.get_data() else None
    except RecursionError as error:
        raise BadRequest from error
    if not isinstance(told, dict):
        raise BadRequest


def _told(status: int) -> dict[str, Any]:
    return {
        "description": WHY[status],
        "content": {"application/problem+json": {"schema": ProblemShape}},
    }


def _no_token() -> ResponseReturnValue:
    response = make_response(
        problem(HTTPStatus.UNAUTHORIZED, say("Send a token that works: Authorization: Bearer …"))
    )
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _count(token: HeldToken) -> None:
    """Count the request; TooOften when this minute's are used up."""
    most = office().settings.api_per_minute
    with begin(office(), NOBODY) as uow:
        left_of = 60 - uow.now.second
        try:
            used = limits.count(uow, "api", str(token.id), most=most, per=MINUTE)
        except TooOften:
            g.api_rate = (most, 0, left_of)
            raise
    g.api_rate = (most, most - used, left_of)


def etag_of(shape: ApiShape) -> str:
    """What a state is called: another one has another name."""
    return '"' + hashlib.sha256(shape.model_dump_json().encode()).hexdigest()[:24] + '"'


def state(shape: ApiShape, status: int = 200) -> Response:
    """A thing with the name of its state; only the name when the asker has that state already."""
    name = etag_of(shape)
    asked = request.headers.get("If-None-Match", "")
    if request.method == "GET" and name in _names(asked):
        response = make_response("", HTTPStatus.NOT_MODIFIED)
    else:
        response = make_response(shape.model_dump_json(), status)
        response.headers["Content-Type"] = "application/json"
    response.headers["ETag"] = name
    return response


def refuse_other_state(shape: ApiShape) -> None:
    """Refuse to act on a thing that has changed since the asker saw it (`If-Match`); without the header anything goes."""
    asked = request.headers.get("If-Match", "")
    if asked and asked != "*" and etag_of(shape) not in _names(asked):
        raise HasChanged


def _names(header: str) -> Sequence[str]:
    return [each.strip().removeprefix("W/") for each in header.split(",")]


def install(app: Flask, rooms: Iterable[Blueprint]) -> None:
    """Ask forms for their token and the API for none, and tell with each of its answers how much of the minute is left."""
    protect = CSRFProtect(app)
    # Neither takes a cookie, so no stranger's page can use it: a report is signed, the API takes a token.
    for room in (gateway_reports.bp, *(each for each in rooms if isinstance(each, ApiRoom))):
        protect.exempt(room)  # pyright: ignore[reportUnknownMemberType]  untyped

    @app.after_request
    def tell_the_rate(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction]  registered by the decorator
        rate: tuple[int, int, int] | None = g.get("api_rate")
        if rate is not None:
            most, left, seconds = rate
            response.headers["RateLimit-Limit"] = str(most)
            response.headers["RateLimit-Remaining"] = str(left)
            response.headers["RateLimit-Reset"] = str(seconds)
        return response
