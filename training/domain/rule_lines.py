"""Rules of a scheme as lines that a person can write: `course L1 40`, `credential topik:4 interview`."""

from collections.abc import Callable, Sequence

from foundation.security.errors import refuse
from foundation.text.message import say
from training.domain.requirements import Rule, RuleKind

EXAMPLES = (
    "holds L1 R2",
    "course L1 40",
    "instrument L1-written written",
    "practicum 600 1200",
    "credential topik:4 interview",
    "vetting",
    "portfolio R2-portfolio",
    "practice 3 200",
    "no_assessor",
)


def as_lines(rules: Sequence[Rule]) -> str:
    """Rules one to a line."""
    return "\n".join(_line(rule) for rule in rules)


def from_lines(text: str) -> list[Rule]:
    """What lines say; Refused names the first that cannot be read."""
    found: list[Rule] = []
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        try:
            found.append({"kind": words[0], **_READERS[RuleKind(words[0])](words[1:])})
        except (ValueError, IndexError, KeyError) as error:
            raise refuse("rules", say("Rule %(n)s cannot be read.", n=number)) from error
    return found


def _line(rule: Rule) -> str:
    kind = RuleKind(rule["kind"])
    return " ".join([kind.value, *_WRITERS[kind](rule)])


def _credentials(words: list[str]) -> Rule:
    options: list[list[object]] = []
    for word in _some(words):
        kind, _, least = word.partition(":")
        options.append([kind, int(least) if least else None])
    return {"any": options}


def _some(words: list[str]) -> list[str]:
    if not words:
        raise ValueError("at least one is needed")
    return words


K = RuleKind
_READERS: dict[RuleKind, Callable[[list[str]], Rule]] = {
    K.HOLDS: lambda words: {"any": _some(words)},
    K.COURSE: lambda words: {"scheme": words[0], "hours": int(words[1])},
    K.INSTRUMENT: lambda words: {"code": words[0], "as": words[1]},
    K.PRACTICUM: lambda words: {"observe": int(words[0]), "supervised": int(words[1])},
    K.CREDENTIAL: _credentials,
    K.VETTING: lambda _: {},
    K.PORTFOLIO: lambda words: {"code": words[0]},
    K.PRACTICE: lambda words: {"years": int(words[0]), "hours": int(words[1])},
    K.NO_ASSESSOR: lambda _: {},
}
_WRITERS: dict[RuleKind, Callable[[Rule], list[str]]] = {
    K.HOLDS: lambda rule: [str(code) for code in rule["any"]],
    K.COURSE: lambda rule: [str(rule["scheme"]), str(rule["hours"])],
    K.INSTRUMENT: lambda rule: [str(rule["code"]), str(rule["as"])],
    K.PRACTICUM: lambda rule: [str(rule["observe"]), str(rule["supervised"])],
    K.CREDENTIAL: lambda rule: [
        kind if least is None else f"{kind}:{least}" for kind, least in rule["any"]
    ],
    K.VETTING: lambda _: [],
    K.PORTFOLIO: lambda rule: [str(rule["code"])],
    K.PRACTICE: lambda rule: [str(rule["years"]), str(rule["hours"])],
    K.NO_ASSESSOR: lambda _: [],
}
