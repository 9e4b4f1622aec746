"""Files that a page gives away."""

from flask import Response, make_response

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "tbx": "application/x-tbx+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def as_file(content: bytes, name: str, ending: str) -> Response:
    """A table as a file to keep, named `name.ending`."""
    response = make_response(content)
    response.headers["Content-Type"] = TYPES[ending]
    response.headers["Content-Disposition"] = f"attachment; filename={name}.{ending}"
    return response
