"""The names that documents print: how they are spelled, and who has looked at them."""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from foundation.security.errors import Problems
from foundation.text.i18n import register_labels
from foundation.text.message import say
from foundation.text.normalise import normalise_text

LONGEST_NAME = 120
# Beside letters, their marks and spaces: hyphens, apostrophes of several scripts, dots and commas.
_BETWEEN = frozenset("-‐‑'’‘ʻʼ`´.,·・()\u200b\u200c\u200d")


class NameStatus(StrEnum):
    """Whether the centre has looked at names that somebody entered."""

    ENTERED = "entered"
    CHECKED = "checked"
    REFUSED = "refused"


register_labels(
    {
        NameStatus.ENTERED: say("Names to be checked"),
        NameStatus.CHECKED: say("Names checked"),
        NameStatus.REFUSED: say("Names not accepted"),
    }
)


@dataclass(frozen=True)
class Names:
    """A person's name as the office uses it, in Latin letters, and in her own script; those two may lack."""

    full_name: str
    latin_name: str = ""
    own_script_name: str = ""

    def cleaned(self) -> "Names":
        """The same in one Unicode form, without signs that control or turn the direction."""
        return Names(
            normalise_text(self.full_name),
            normalise_text(self.latin_name),
            normalise_text(self.own_script_name),
        )


def check_names(names: Names) -> None:
    """Raise Refused naming every name that cannot be one."""
    problems = Problems()
    if not names.full_name:
        problems.add("full_name", say("Enter the person's name."))
    for field, name in (
        ("full_name", names.full_name),
        ("latin_name", names.latin_name),
        ("own_script_name", names.own_script_name),
    ):
        if len(name) > LONGEST_NAME:
            problems.add(field, say("Use at most %(n)s characters.", n=LONGEST_NAME))
        strange = [sign for sign in name if not _is_of_a_name(sign)]
        if strange:
            text = say("A name has no “%(sign)s”.", sign=strange[0])
            problems.add(field, text)
    if names.latin_name and not all(_is_latin(sign) for sign in names.latin_name):
        problems.add("latin_name", say("Use Latin letters, as in the passport."))
    problems.check()


def _is_of_a_name(sign: str) -> bool:
    return sign == " " or sign in _BETWEEN or unicodedata.category(sign)[0] in "LM"


def _is_latin(sign: str) -> bool:
    letter = unicodedata.category(sign)[0] == "L" and sign not in _BETWEEN
    return not letter or unicodedata.name(sign, "").startswith("LATIN")
