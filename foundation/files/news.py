"""News of kept files for upper packages."""

from dataclasses import dataclass

from foundation.database.events import Event


@dataclass(frozen=True)
class FilesMissing(Event):
    """So many files that should be in the folder are not there: somebody must restore them."""

    count: int
