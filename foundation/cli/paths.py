"""Files and folders that commands are given, looked at before the work begins."""

import os
import secrets
import stat
from pathlib import Path
from typing import Any

import click


class _Writable(click.Path):
    """A file that can be written in the end."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; BadParameter when its folder is missing or nothing can be written there."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}; make it first", param, ctx)
        if not path.exists() or _is_replaced(path):
            try:
                beside, number = _open_beside(path)
            except OSError as error:
                # Where the folder is closed, a file that is there may still be open to us.
                if not (path.exists() and os.access(path, os.W_OK)):
                    self.fail(f"{path} may not be written to: {error.strerror}", param, ctx)
            else:
                os.close(number)
                beside.unlink()
        elif not os.access(path, os.W_OK):
            self.fail(f"{path} may not be written to", param, ctx)
        return path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all: beside it first, text as UTF-8, then in its place.

    What is no plain file (a device, a pipe), and what stands in a folder that is closed to us, is written in place.
    """
    whole = content.encode() if isinstance(content, str) else content
    path = path.resolve()
    if path.exists() and not _is_replaced(path):
        path.write_bytes(whole)
        return
    try:
        beside, number = _open_beside(path)
    except PermissionError:
        path.write_bytes(whole)
        return
    try:
        with os.fdopen(number, "wb") as file:
            file.write(whole)
            file.flush()
            os.fsync(number)
        if path.exists():
            beside.chmod(stat.S_IMODE(path.stat().st_mode))
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _is_replaced(path: Path) -> bool:
    """Whether a new file can take the place of the one that is there."""
    return path.is_file() and os.access(path, os.W_OK)


def _open_beside(path: Path) -> tuple[Path, int]:
    """A new file in the same folder, by its path and number."""
    beside = path.resolve().with_name(f".ieum-{secrets.token_hex(6)}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    return beside, os.open(beside, flags, 0o666)


READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITABLE = _Writable(dir_okay=False, path_type=Path)
# A folder that is made when it is missing, and one that must be there.
FOLDER = click.Path(file_okay=False, path_type=Path)
THERE = click.Path(exists=True, file_okay=False, path_type=Path)
