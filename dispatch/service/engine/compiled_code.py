"""Where the engine keeps what it has compiled; a place for it where the installation cannot be written."""

import os
import tempfile
from functools import cache
from pathlib import Path

import structlog

KERNELS = Path(__file__).parents[2] / "solver" / "pricing"
VARIABLE = "NUMBA_CACHE_DIR"

log = structlog.get_logger()


def is_kept() -> bool:
    """Whether compiled code outlives the engine: beside its source, or where the account keeps such things."""
    given = os.environ.get(VARIABLE)
    if given:
        return _is_writable(Path(given))
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return _is_writable(KERNELS / "__pycache__") or _is_writable(Path(home) / "numba")


def environment() -> dict[str, str]:
    """The environment of an engine. Without a place that lasts it is given one until this process ends."""
    return {**os.environ, **({} if is_kept() else {VARIABLE: _borrowed().name})}


def warn_unless_kept() -> None:
    """Say at the start that every start compiles the engine anew, and that this takes time."""
    if not is_kept():
        log.warning("engine.cannot_keep_compiled_code_set_NUMBA_CACHE_DIR")


@cache
def _borrowed() -> "tempfile.TemporaryDirectory[str]":
    # A folder of our own, which nobody else may write: code is loaded from it.
    return tempfile.TemporaryDirectory(prefix="ieum-engine-")


def _is_writable(folder: Path) -> bool:
    """Whether files can be put there, or it can be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
