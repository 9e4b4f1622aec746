"""Files and folders that commands are given, looked at before the work begins."""

import os
from pathlib import Path
from typing import Any

import click


class _Writable(click.Path):
    """A file that can be written in the end."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path; BadParameter when its folder is missing or may not be written to."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.parent.is_dir():
            self.fail(f"there is no folder {path.parent}; make it first", param, ctx)
        if not os.access(path if path.exists() else path.parent, os.W_OK):
            self.fail(f"{path} may not be written to", param, ctx)
        return path


READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
WRITABLE = _Writable(dir_okay=False, path_type=Path)
# A folder that is made when it is missing, and one that must be there.
FOLDER = click.Path(file_okay=False, path_type=Path)
THERE = click.Path(exists=True, file_okay=False, path_type=Path)
