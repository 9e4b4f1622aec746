"""The ways in which a session may be held: what its requester accepted beforehand, the first wish first."""

from collections.abc import Sequence
from dataclasses import dataclass

from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Modality

_OTHER_START, _LANGUAGE, _BETWEEN = "other_start", "in_", "/"


@dataclass(frozen=True, slots=True)
class AcceptedWay:
    """How a session is held: the mode, whether from another start, and in which language if in another.

    `is_other_start` stands for any start of the window and not the wished one alone; `language` is the
    one that was agreed to beforehand, None the one asked for.
    """

    modality: Modality
    is_other_start: bool = False
    language: Language | None = None

    @property
    def name(self) -> str:
        """It by name, as problems of the engine and forms carry it: `video/other_start/in_en`."""
        parts = [self.modality.value]
        if self.is_other_start:
            parts.append(_OTHER_START)
        if self.language is not None:
            parts.append(f"{_LANGUAGE}{self.language.value}")
        return _BETWEEN.join(parts)

    @classmethod
    def parse(cls, name: str) -> "AcceptedWay":
        """The way of a name; ValueError when it is none."""
        modality, *rest = name.split(_BETWEEN)
        is_other_start = rest[:1] == [_OTHER_START]
        rest = rest[is_other_start:]
        language = None
        if len(rest) == 1 and rest[0].startswith(_LANGUAGE):
            language = Language(rest.pop().removeprefix(_LANGUAGE))
        if rest:
            raise ValueError(f"{name!r} names no way")
        return cls(Modality(modality), is_other_start, language)


def accepted_ways(
    modalities: Sequence[Modality], *, has_other_starts: bool, fallback: Language | None
) -> list[AcceptedWay]:
    """Every way there is, the one wished for first at the front: each mode, each start, each language."""
    starts = (False, True) if has_other_starts else (False,)
    languages = (None,) if fallback is None else (None, fallback)
    return [
        AcceptedWay(modality, is_other_start, language)
        for modality in modalities
        for language in languages
        for is_other_start in starts
    ]
