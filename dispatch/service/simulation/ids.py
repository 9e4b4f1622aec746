"""Ids that a seed decides: rows that agree in all else are told apart, and sorted, by their ids."""

import uuid
from collections.abc import Generator
from contextlib import contextmanager
from itertools import count
from types import SimpleNamespace
from typing import Any

from dispatch.service.simulation.chance import Chance


@contextmanager
def ids_of(chance: Chance) -> Generator[None]:
    """Inside, `uuid.uuid4` gives the ids of a seed, one after the other, in the whole process.

    It is where every table takes its ids from, and it draws them from `os.urandom` of its own module: that
    alone is put in place of another. What keeps secrets draws elsewhere.
    """
    numbers = count()
    module: Any = uuid
    real = module.os

    def urandom(_length: int) -> bytes:
        return chance.uuid(next(numbers)).bytes

    module.os = SimpleNamespace(urandom=urandom)
    try:
        yield
    finally:
        module.os = real
