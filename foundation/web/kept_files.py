"""The one way in which a kept file leaves the house: as a file to save, never as a page."""

from flask import Response, make_response

from foundation.files.keeping import KeptFile


def as_kept_file(kept: KeptFile, content: bytes) -> Response:
    """A file to save: no browser shows it, guesses what it is, or lets it act."""
    response = make_response(content)
    headers = response.headers
    headers["Content-Type"] = "application/octet-stream"
    headers.set("Content-Disposition", "attachment", filename=kept.name)
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
