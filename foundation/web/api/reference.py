"""The reference of the API: the specification as JSON, and as a page that needs nothing from elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from apiflask import APIFlask
from flask import Blueprint, Response, current_app, make_response, render_template
from flask.typing import ResponseReturnValue

from foundation.web.api.door import PREFIX
from foundation.web.api.specification import as_file, specification
from foundation.web.guards import public

bp = Blueprint("api_reference", __name__)


@dataclass(frozen=True)
class Operation:
    """One operation, as the page shows it."""

    method: str
    path: str
    summary: str
    description: str
    scope: str
    parameters: list[Mapping[str, Any]]
    body: str
    answer: str
    status: str


def operations(spec: Mapping[str, Any]) -> dict[str, list[Operation]]:
    """The operations by tag, in the order of their addresses."""
    found: dict[str, list[Operation]] = {}
    for path, methods in sorted(spec["paths"].items()):
        for method, told in methods.items():
            if method == "parameters":
                continue
            status, answer = _answer(told)
            each = Operation(
                method=method.upper(),
                path=path,
                summary=told.get("summary", ""),
                description=told.get("description", ""),
                scope=told.get("x-scope", ""),
                parameters=told.get("parameters", []),
                body=_shape(told.get("requestBody", {})),
                answer=answer,
                status=status,
            )
            found.setdefault(told["tags"][0], []).append(each)
    return found


def _answer(told: Mapping[str, Any]) -> tuple[str, str]:
    status = next(each for each in told["responses"] if each.startswith("2"))
    return status, _shape(told["responses"][status])


def _shape(part: Mapping[str, Any]) -> str:
    content = part.get("content", {}).get("application/json", {})
    return str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]


@dataclass(frozen=True)
class NamedField:
    """A field of a shape, as the page shows it."""

    name: str
    kind: str
    needed: bool
    about: str


def fields(schema: Mapping[str, Any]) -> Iterator[NamedField]:
    """The fields of a shape, in their order."""
    needed = set(schema.get("required", ()))
    for name, told in schema.get("properties", {}).items():
        yield NamedField(name, _kind(told), name in needed, told.get("description", ""))


def _kind(told: Mapping[str, Any]) -> str:
    if "$ref" in told:
        return str(told["$ref"]).rpartition("/")[2]
    if "anyOf" in told:
        return " | ".join(_kind(each) for each in told["anyOf"])
    kind = str(told.get("format") or told.get("type", ""))
    return f"{_kind(told['items'])}[]" if kind == "array" and "items" in told else kind


@bp.get(f"{PREFIX}/openapi.json")
@public
def as_json() -> Response:
    """The specification, for programs."""
    answer = make_response(as_file(cast("APIFlask", current_app)))
    answer.headers["Content-Type"] = "application/json"
    return answer


@bp.get("/api")
@public
def show() -> ResponseReturnValue:
    """The specification, for people."""
    spec = specification(cast("APIFlask", current_app))
    schemas = spec["components"]["schemas"]
    return render_template(
        "api.html",
        operations=operations(spec),
        shapes={name: list(fields(each)) for name, each in sorted(schemas.items())},
        values={name: each["enum"] for name, each in schemas.items() if "enum" in each},
        about={name: each.get("description", "") for name, each in schemas.items()},
    )
