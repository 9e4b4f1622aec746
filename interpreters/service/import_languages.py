"""The cell of a person's languages: "베트남어 모어, 영어(업무 가능)" or "vi:native:both;en:working"."""

from collections.abc import Mapping

from foundation.tables.phrases import read_phrase
from foundation.tables.row_parser import RowParser, none_of
from foundation.text.i18n import label
from foundation.text.message import Named, say
from foundation.text.words import vocabulary_of
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.profile import Spoken
from interpreters.store.tables import Interpreter, SpokenLanguage

_LANGUAGES, _LEVELS = vocabulary_of(Language), vocabulary_of(Level)
_DIRECTIONS = vocabulary_of(Direction)


def read_languages(cells: RowParser, held: Interpreter | None) -> tuple[Spoken, ...]:
    """The languages of a row.

    A language without a level keeps the level that the person has in it; somebody new has none, so
    it is asked for. Without a direction it is the one held, else both.
    """
    if held is not None and not cells.gives("languages"):
        return tuple(Spoken(each.language, each.level, each.direction) for each in held.languages)
    known = {} if held is None else {each.language: each for each in held.languages}
    found = [_read(cells, part, known) for part in cells.parts("languages")]
    if not found and cells.ok:
        cells.problem("languages", say("Choose at least one language."))
    return tuple(spoken for spoken in found if spoken is not None)


def _read(cells: RowParser, part: str, known: Mapping[Language, SpokenLanguage]) -> Spoken | None:
    (language, level, direction), unknown = read_phrase(part, (_LANGUAGES, _LEVELS, _DIRECTIONS))
    if not isinstance(language, Language):
        cells.problem("languages", none_of(unknown[0] if unknown else part, _LANGUAGES))
        return None
    before = known.get(language)
    if unknown:
        expected = none_of(unknown[0], _DIRECTIONS if level else _LEVELS)
        cells.problem("languages", expected)
    elif level is None and before is None:
        text = say(
            "How well is missing: write the level behind the language, such as “%(example)s”. Levels: %(known)s",
            example=_example(language),
            known=_LEVELS.known,
        )
        cells.problem("languages", text)
    return Spoken(
        language,
        level if isinstance(level, Level) else before.level if before else Level.BASIC,
        direction
        if isinstance(direction, Direction)
        else before.direction
        if before
        else Direction.BOTH,
    )


def _example(language: Language) -> Named:
    return Named(lambda reader: f"{label(language, reader)} {label(Level.FLUENT, reader)}")
