"""Settings of the files that people hand in."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from foundation.config import Fault, Settings, at_least_one

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class FilesSettings:
    """Each is read from `IEUM_<NAME>`; docs/operations.md describes them."""

    files_dir: str = ""
    file_megabytes: int = 16
    file_retention_days: int = 30

    def faults(self) -> Iterator[Fault]:
        """Values that mean nothing."""
        yield from at_least_one(self, "file_megabytes", "file_retention_days")
        if self.files_dir and Path(self.files_dir).is_file():
            yield "files_dir", f"{self.files_dir} is a file; name a folder"


def most_bytes(settings: Settings) -> int:
    """How large a file may be: no larger than a request may be."""
    own = settings.of(FilesSettings).file_megabytes
    return min(own, settings.upload_megabytes) * MEGABYTE


def folder_of(settings: Settings) -> Path:
    """Where the files of this installation lie: as set, else beside an embedded database.

    Two installations never share a folder: each removes what its own database does not know.
    """
    if given := settings.of(FilesSettings).files_dir:
        return Path(given)
    beside = settings.database_file
    return Path("var/files") if beside is None else beside.with_suffix(".files")
