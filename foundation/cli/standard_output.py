"""Standard output for what a command says, and for nothing that a library prints by itself."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

STDOUT, STDERR = 1, 2


@contextmanager
def libraries_elsewhere() -> Generator[None]:
    """Inside, what native libraries print goes to standard error, so that the answer of a command can be read by a program."""
    sys.stdout.flush()
    kept = os.dup(STDOUT)
    os.dup2(STDERR, STDOUT)
    try:
        yield
    finally:
        os.dup2(kept, STDOUT)
        os.close(kept)
