"""How soon a password is guessed; the only file that speaks zxcvbn, which knows what leaked lists hold."""

import math
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

# Longer passwords are judged by their beginning: zxcvbn takes time with the square of the length.
JUDGED = 72


def guesses(password: str, known: Sequence[str] = ()) -> float:
    """The decimal logarithm of the tries after which it is found; `known` are words that are no secret here.

    Digits and signs around a word are what is tried next, so the word alone is judged too.
    """
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
    dressed = _tries(password[:JUDGED], known)
    return (
        dressed if core == password or not core else min(dressed, 3 + _tries(core[:JUDGED], known))
    )


def _tries(password: str, known: Sequence[str]) -> float:
    found: dict[str, Any] = _zxcvbn()(password, user_inputs=[*known])
    return math.log10(float(found["guesses"]))


@cache
def _zxcvbn() -> Any:
    # Its lists take half a second to read: not before the first new password.
    from zxcvbn import zxcvbn  # pyright: ignore[reportMissingTypeStubs]  ships none

    return zxcvbn
