"""Settings of the roster."""

from collections.abc import Iterator
from dataclasses import dataclass

from foundation.config import Fault
from interpreters.domain.languages import Language


@dataclass(frozen=True, kw_only=True)
class InterpretersSettings:
    """Settings of the roster. Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    # languages that few on the roster speak
    rare_languages: tuple[str, ...] = ("lo", "my", "km", "tl")

    def faults(self) -> Iterator[Fault]:
        """Values that mean nothing."""
        unknown = {*self.rare_languages} - {language.value for language in Language}
        if unknown:
            yield "rare_languages", f"there is no language {', '.join(sorted(unknown))}"
