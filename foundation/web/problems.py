"""A no as other systems read it: `application/problem+json` (RFC 9457), with the sentences of the pages."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from math import ceil

from flask import Response, make_response

from foundation.text.message import LazyText
from foundation.web.translation import words

MUST_WAIT = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def problem(
    status: int,
    reason: LazyText | str,
    fields: Mapping[str, Sequence[LazyText]] | None = None,
    pause: timedelta = timedelta(seconds=30),
) -> Response:
    """Answer that something was not done, and why, field by field."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words(reason),
        "errors": [
            {"field": field, "reason": words(each)}
            for field, reasons in (fields or {}).items()
            for each in reasons
        ],
    }
    response = make_response(json.dumps(told, ensure_ascii=False), status)
    response.headers["Content-Type"] = "application/problem+json"
    if status in MUST_WAIT:
        response.headers["Retry-After"] = str(max(1, ceil(pause.total_seconds())))
    return response
