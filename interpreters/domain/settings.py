"""Settings of the roster."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class InterpretersSettings:
    """Settings of the roster. Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    # languages that few on the roster speak
    rare_languages: tuple[str, ...] = ("lo", "my", "km", "tl")
