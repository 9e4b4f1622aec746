"""What counts as a good password: long, and not one that everybody tries first."""

import unicodedata

from foundation.text.message import LazyText, say

SHORTEST = 12
# Printed on the sign-in page of a demo, so it opens nothing elsewhere.
DEMO_PASSWORD = "ieum-demo-2026"  # noqa: S105  # nosec B105  published on purpose
LONGEST = 200
# Fewer different signs than this is a pattern; a shorter name may stand in any word.
LEAST_DIFFERENT = 5
LEAST_NAME = 4

# The most tried passwords of twelve signs or more, and the words our own people would think of first.
_TRIED_FIRST = frozenset(
    {
        "123456789012",
        "1234567890123",
        "qwertyuiop12",
        "qwertyuiop123",
        "password1234",
        "password12345",
        "passwordpassword",
        "administrator",
        "letmeinletmein",
        "iloveyou1234",
        "1q2w3e4r5t6y",
        "qwer1234qwer",
        "asdf1234asdf",
        "interpreter1",
        "interpreter123",
        "interpretation",
        "changemechangeme",
        "welcome12345",
        "korea1234567",
        "ansan1234567",
    }
)


def reasons_against_password(password: str, email: str) -> list[LazyText]:
    """Why this password will not do; an empty list means it will."""
    folded = unicodedata.normalize("NFKC", password).casefold()
    reasons: list[LazyText] = []
    if len(password) < SHORTEST:
        reasons.append(say("Use at least %(n)s characters.", n=SHORTEST))
    if len(password) > LONGEST:
        reasons.append(say("Use at most %(n)s characters.", n=LONGEST))
    name = email.partition("@")[0].casefold()
    is_name = len(name) >= LEAST_NAME and folded.startswith(name)
    if folded in _TRIED_FIRST or len(set(folded)) < LEAST_DIFFERENT or is_name:
        reasons.append(say("This password is among those that are tried first. Choose another."))
    return reasons
