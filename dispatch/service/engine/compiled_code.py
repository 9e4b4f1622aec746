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


@cache
def advice() -> str | None:
    """What to say at the start, with the way out, where nothing that is compiled can be kept: as it was then."""
    if is_kept():
        return None
    given = os.environ.get(VARIABLE)
    wrong = f"{given} may not be written to" if given else "there is no folder for it"
    return (
        f"What the engine compiles cannot be kept, since {wrong}: the first plan after each start takes"
        f" longer. Set {VARIABLE} to a folder that this account may write."
    )


def lend_place() -> None:
    """Where nothing can be kept, log it and lend this process and all that it starts one place until it ends."""
    if advice() is not None:
        log.warning("engine.cannot_keep_compiled_code_set_NUMBA_CACHE_DIR")
        os.environ[VARIABLE] = _borrowed().name


@cache
def _borrowed() -> "tempfile.TemporaryDirectory[str]":
    # A folder of our own, which nobody else may write: code is loaded from it.
    return tempfile.TemporaryDirectory(prefix="ieum-engine-")


def _is_writable(folder: Path) -> bool:
    """Whether files can be put there, or it can be made."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)
