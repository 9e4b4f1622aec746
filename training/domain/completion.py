"""Whether somebody completed a course: rules by number, over a snapshot that can be checked later.

A snapshot is everything a rule looks at, as plain JSON; its digest is SHA-256 over the canonical
form. Rules are never changed once used: a new one gets a new number.

completion/1: of the planned minutes of the classes that took place at least the course's per cent
were attended, and every required instrument was passed (or its pass was carried over).
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from foundation.text.message import LazyText, Named, say
from training.domain.assessment import PASSES, Outcome

Snapshot = dict[str, Any]
# What an instrument is called in a language, by its code.
Titles = Mapping[str, Callable[[str], str]]
CURRENT = "completion/1"


@dataclass(frozen=True, kw_only=True)
class InstrumentResult:
    """An instrument that must be passed, and the attempt that counts for it if there is one."""

    code: str
    attempt_id: UUID | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What is known of one enrolment; minutes of classes that were not cancelled."""

    enrolment_id: UUID
    course_code: str
    version: int
    attended: int
    planned: int
    least_percent: int
    required: Sequence[InstrumentResult] = ()


def snapshot_of(inputs: Inputs) -> Snapshot:
    """The inputs as they are kept with a decision."""
    return {
        "rule": CURRENT,
        "enrolment": str(inputs.enrolment_id),
        "course": inputs.course_code,
        "version": inputs.version,
        "attendance": {
            "attended": inputs.attended,
            "planned": inputs.planned,
            "least_percent": inputs.least_percent,
        },
        "instruments": [
            {
                "code": each.code,
                "attempt": str(each.attempt_id) if each.attempt_id else None,
                "outcome": each.outcome.value if each.outcome else None,
            }
            for each in sorted(inputs.required, key=lambda each: each.code)
        ],
    }


def canonical(snapshot: Mapping[str, Any]) -> str:
    """The one text of a snapshot: sorted keys, no spaces, no numbers that JSON does not know."""
    return json.dumps(
        snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def digest_of(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(snapshot).encode()).hexdigest()


def is_completed(snapshot: Mapping[str, Any]) -> bool:
    """What the rule named in a snapshot says of it; KeyError for a rule that there is not."""
    return not RULES[str(snapshot["rule"])](snapshot)


def reasons(snapshot: Mapping[str, Any], titles: Titles | None = None) -> list[LazyText]:
    """Why a snapshot is not a completion; none when it is one. `titles` name instruments by code."""
    found = RULES[str(snapshot["rule"])](snapshot)
    return [_named(reason, titles or {}) for reason in found]


def _named(reason: LazyText, titles: Titles) -> LazyText:
    """A reason with the title of an instrument, in the reader's language, in place of its code."""
    code = str(reason.values.get("code", ""))
    if code not in titles:
        return reason
    return LazyText(reason.text, {**reason.values, "code": Named(titles[code])})


def is_intact(snapshot: Mapping[str, Any], rule: str, digest: str, *, completed: bool) -> bool:
    """Whether a decision recomputes: to the same digest, by the same rule, to the same answer."""
    return (
        snapshot.get("rule") == rule
        and rule in RULES
        and digest_of(snapshot) == digest
        and is_completed(snapshot) == completed
    )


def _first_rule(snapshot: Mapping[str, Any]) -> list[LazyText]:
    found: list[LazyText] = []
    attendance: Mapping[str, int] = snapshot["attendance"]
    attended, planned = attendance["attended"], attendance["planned"]
    least = attendance["least_percent"]
    if planned <= 0 or 100 * attended < least * planned:
        percent = 100 * attended // planned if planned > 0 else 0
        found.append(
            say("Attendance is %(have)s%%, %(need)s%% is needed.", have=percent, need=least)
        )
    found += [
        say("“%(code)s” was not passed.", code=each["code"])
        for each in snapshot["instruments"]
        if each["outcome"] not in PASSES
    ]
    return found


RULES: dict[str, Callable[[Mapping[str, Any]], list[LazyText]]] = {"completion/1": _first_rule}
