"""One count for everything that must differ."""

from itertools import count

numbers = count(1)
