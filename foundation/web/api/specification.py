"""The specification of the API (OpenAPI 3.1), as apiflask writes it and with one name for one shape."""

import json
from collections.abc import Mapping
from typing import Any, cast

from apiflask import APIFlask
from pydantic.json_schema import models_json_schema

from foundation.security.scopes import TokenScope
from foundation.web.api.door import SCHEME
from foundation.web.api.shapes import ListPart, ProblemShape
from foundation.web.guards import MARK

VERSION = "1.0"
ABOUT = (
    "The same services as the pages, with the same rules. Send a token as `Authorization: Bearer …`; "
    "it opens what its scopes name, of what its owner may do. See docs/api/README.md."
)
SCHEMES = {SCHEME: {"type": "http", "scheme": "bearer"}}
PROBLEM = "application/problem+json"
PLACE = "#/components/schemas/"
# How pydantic calls a part of a list of some shape.
PART_OF = f"{ListPart.__name__}["
# After an answer with the name of its state.
ETAG = {
    "ETag": {"schema": {"type": "string"}, "description": "The name of this state, for If-Match."}
}


def make_app(name: str) -> APIFlask:
    """The application, which can say what its API takes and answers; nothing of that has an address by itself."""
    app = APIFlask(
        name,
        title="Ieum",
        version=VERSION,
        static_folder="foundation/static",
        template_folder="foundation/templates",
        spec_path=None,
        docs_path=None,
        json_errors=False,
    )
    app.config.from_mapping(
        OPENAPI_VERSION="3.1.0",
        INFO={"description": ABOUT},
        SECURITY_SCHEMES=SCHEMES,
        AUTO_SERVERS=False,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
    )
    return app


def specification(app: APIFlask) -> dict[str, Any]:
    """The specification, tidied: one name for one shape, the scope of each operation, what a problem looks like."""
    written: Any = app
    with app.app_context():
        spec: Any = written.spec
        raw: dict[str, Any] = json.loads(json.dumps(spec, default=str))
    found: dict[str, Any] = _renamed(raw)
    _, problem = models_json_schema(
        [(ProblemShape, "serialization")], ref_template=PLACE + "{model}"
    )
    schemas = {**found["components"]["schemas"], **problem["$defs"]}
    found["components"]["schemas"] = dict(sorted(schemas.items()))
    scopes = _scopes(app)
    ours = {path for path, _ in scopes}
    found["paths"] = {path: told for path, told in found["paths"].items() if path in ours}
    for path, methods in found["paths"].items():
        for method, told in methods.items():
            if method == "parameters":
                continue
            told["x-scope"] = scopes[path, method.upper()]
            for parameter in told.get("parameters", ()):
                if parameter["in"] == "path":
                    # Every address of ours names a thing by its id.
                    parameter["schema"] = {"type": "string", "format": "uuid"}
            for status, answer in told["responses"].items():
                if int(status) >= 400:  # noqa: PLR2004  the first status that means no
                    answer["content"] = {
                        PROBLEM: {"schema": {"$ref": PLACE + ProblemShape.__name__}}
                    }
                else:
                    answer["headers"] = ETAG
    return found


def as_file(app: APIFlask) -> str:
    """The specification as it is kept in docs/api/openapi.json."""
    return json.dumps(specification(app), ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _scopes(app: APIFlask) -> Mapping[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    for rule in app.url_map.iter_rules():
        scope = getattr(app.view_functions[rule.endpoint], MARK, None)
        if isinstance(scope, TokenScope):
            path = rule.rule
            for converter in ("uuid:", "int:"):
                path = path.replace(f"<{converter}", "{")
            path = path.replace(">", "}")
            for method in rule.methods or ():
                found[path, method] = scope.name
    return found


def _renamed(part: Any) -> Any:
    """The same with one name for one shape; the titles that pydantic repeats of every field are left out."""
    if isinstance(part, dict):
        told = cast("dict[str, Any]", part)
        is_field = "type" in told or "anyOf" in told or "$ref" in told or "enum" in told
        return {
            _name(key): _renamed(value)
            for key, value in told.items()
            if not (key == "title" and is_field and isinstance(value, str))
        }
    if isinstance(part, list):
        return [_renamed(each) for each in part]  # pyright: ignore[reportUnknownVariableType]  any JSON
    if isinstance(part, str) and part.startswith(PLACE):
        return PLACE + _name(part.removeprefix(PLACE))
    return part


def _name(key: str) -> str:
    if key.startswith(PART_OF) and key.endswith("]"):
        return f"PartOf{key.removeprefix(PART_OF).removesuffix(']')}"
    owner, dot, inner = key.rpartition(".")
    return inner if dot and owner.replace("[", "").replace("]", "").isalnum() else key
