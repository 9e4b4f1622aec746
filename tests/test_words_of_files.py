"""Every heading and every coded value of every kind of file is understood in Korean and in English."""

from collections.abc import Iterator
from enum import Enum
from itertools import chain

import pytest

import app as roof
from accounts.domain.cities import CITY_WORDS
from foundation.tables.columns import Column
from foundation.tables.kinds import ImportKind
from foundation.tables.phrases import read_phrase
from foundation.tables.reading import read_rows
from foundation.tables.row_parser import RowParser
from foundation.tables.rows import Row, RowProblem
from foundation.tables.weekdays import WEEKDAY_WORDS
from foundation.text.i18n import LANGUAGE_NAMES, catalogue, label, translate
from foundation.text.words import YES_NO_WORDS, compact, vocabulary_of
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.profile import Spoken
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality
from interpreters.domain.standing import Employment, Gender, Standing
from interpreters.service.import_languages import read_languages
from scheduling.domain.states import Priority, Strictness

KINDS = {kind.name: kind for kind in roof.IMPORTS}
COLUMNS = [(kind, column) for kind in roof.IMPORTS for column in kind.described]


def enumerations() -> Iterator[type[Enum]]:
    """Every enumeration of which a file holds members."""
    found = {
        type(choice.value)
        for _, column in COLUMNS
        if column.words is not None
        for choice in column.words.choices
    }
    yield from sorted((e for e in found if issubclass(e, Enum)), key=lambda e: e.__name__)
    yield from (Level, Direction, Strictness, Gender)


@pytest.mark.parametrize("kind", roof.IMPORTS, ids=lambda kind: kind.name)
def test_every_column_is_described_once_and_no_heading_means_two(kind: ImportKind) -> None:
    assert {column.name for column in kind.described} == set(kind.columns)
    meant: dict[str, str] = {}
    for column in kind.described:
        for heading in column.headings():
            assert meant.setdefault(compact(heading), column.name) == column.name, heading
            assert kind.headings.find(heading) == column.name


@pytest.mark.parametrize(
    ("kind", "column"), COLUMNS, ids=lambda each: getattr(each, "name", str(each))
)
def test_every_column_says_in_korean_what_it_is_and_what_it_means(
    kind: ImportKind, column: Column
) -> None:
    korean = catalogue("ko")

    assert korean.ugettext(column.heading.text) != column.heading.text, kind.name
    assert korean.ugettext(column.meaning.text) != column.meaning.text, kind.name


@pytest.mark.parametrize("kind", list(enumerations()), ids=lambda kind: kind.__name__)
def test_every_member_is_understood_by_its_code_and_by_its_name_in_every_language(
    kind: type[Enum],
) -> None:
    words = vocabulary_of(kind)
    meant: dict[str, Enum] = {}
    for choice in words.choices:
        for word in choice.words():
            assert meant.setdefault(compact(word), choice.value) is choice.value, word
    for member in kind:
        for name in (str(member.value), *(label(member, code) for code in LANGUAGE_NAMES)):
            assert words.find(name) is member
            assert words.find(f" {name.upper()} ") is member
    assert words.find("무엇이든") is None
    assert words.find("") is None


@pytest.mark.parametrize(
    ("text", "kind", "member"),
    [
        ("여", Gender.__name__, Gender.FEMALE),
        ("여자", Gender.__name__, Gender.FEMALE),
        ("활동", Standing.__name__, Standing.ACTIVE),
        ("휴직", Standing.__name__, Standing.PAUSED),
        ("프리랜서", Employment.__name__, Employment.FREELANCE),
        ("상근", Employment.__name__, Employment.STAFF),
        ("원어민", Level.__name__, Level.NATIVE),
        ("능숙", Level.__name__, Level.FLUENT),
        ("대면", Modality.__name__, Modality.ON_SITE),
        ("On-Site", Modality.__name__, Modality.ON_SITE),
        ("캄보디아어", Language.__name__, Language.KHMER),
        ("출입국", Domain.__name__, Domain.IMMIGRATION),
        ("노동·법률", CertificationLevel.__name__, CertificationLevel.LABOUR_LEGAL),
        ("l3_med", CertificationLevel.__name__, CertificationLevel.MEDICAL),
        ("2순위", Priority.__name__, Priority.MAJOR),
    ],
)
def test_usual_short_forms_are_understood(text: str, kind: str, member: Enum) -> None:
    assert type(member).__name__ == kind
    assert vocabulary_of(type(member)).find(text) is member


@pytest.mark.parametrize(
    ("text", "city"),
    [
        ("수원", "suwon"),
        ("수원시", "suwon"),
        ("경기도 수원시", "suwon"),
        ("Suwon-si", "suwon"),
        ("양평군", "yangpyeong"),
        ("광주", "gwangju"),
        ("광주광역시", None),
        ("서울", None),
    ],
)
def test_cities_are_understood_as_lists_write_them(text: str, city: str | None) -> None:
    assert CITY_WORDS.find(text) == city


@pytest.mark.parametrize(
    ("words", "number"),
    [("월 월요일 Mon Monday mon", 0), ("일 일요일 Sun SUNDAY", 6), ("목 목요일 Thu", 3)],
)
def test_weekdays_are_understood(words: str, number: int) -> None:
    assert {WEEKDAY_WORDS.find(word) for word in words.split()} == {number}


def test_yes_and_no_are_understood() -> None:
    assert {YES_NO_WORDS.find(text) for text in ["예", "네", "O", "○", "Y", "1", "yes"]} == {True}
    assert {YES_NO_WORDS.find(text) for text in ["아니요", "아니오", "X", "×", "N", "0", "no"]} == {
        False
    }
    assert YES_NO_WORDS.find("글쎄") is None


VI, EN = Spoken(Language.VIETNAMESE), Spoken(Language.ENGLISH, Level.WORKING)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("vi:native:both;en:working:both", (VI, EN)),
        ("베트남어 모어, 영어 업무 가능", (VI, EN)),
        ("베트남어(원어민), 영어(업무)", (VI, EN)),
        ("베트남어（모어，양방향）/영어（업무 가능）", (VI, EN)),
        ("베트남어 : 원어민 · 영어 : 중급", (VI, EN)),
        ("Vietnamese native, English (Working, Both directions)", (VI, EN)),
        (
            "베트남어 모어 한국어로",
            (Spoken(Language.VIETNAMESE, Level.NATIVE, Direction.TO_KOREAN),),
        ),
    ],
)
def test_languages_are_read_as_people_write_them(cell: str, expected: tuple[Spoken, ...]) -> None:
    assert languages_of(cell) == (expected, [])


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("vi", "“Vietnamese Fluent”. Levels: Native, Fluent"),
        ("베트남어, 영어 업무", "How well is missing"),
        ("베트남말 원어민", "“베트남말” is not one of: Khmer (km)"),
        ("베트남어 아주잘함", "“아주잘함” is not one of: Native"),
    ],
)
def test_a_level_that_is_not_said_is_asked_for_and_never_guessed(cell: str, said: str) -> None:
    (reason,) = languages_of(cell)[1]

    assert said in reason


def languages_of(cell: str) -> tuple[tuple[Spoken, ...], list[str]]:
    problems: list[RowProblem] = []
    found = read_languages(RowParser(Row(2, {"languages": cell}), problems), None)
    return found, [str(problem.reason) for problem in problems]


@pytest.mark.parametrize(
    "text",
    ["required:female", "여성 필수", "필수 여자", "여성(반드시)", "Woman required", "Must: female"],
)
def test_a_wish_for_a_gender_is_read_in_any_order(text: str) -> None:
    found, unknown = read_phrase(text, (vocabulary_of(Strictness), vocabulary_of(Gender)))

    assert (found, unknown) == ([Strictness.REQUIRED, Gender.FEMALE], [])


def test_a_korean_roster_reads_like_one_with_the_names_of_the_columns() -> None:
    content = (
        "연번,통역사 코드,성명 *,거주 시·군,통역 언어,고용형태,활동 상태,휴대폰(필수)\n"
        '1,int-005,응우옌 티 란,수원시,"베트남어 모어\n영어 업무",프리랜서,활동,010-0000-1014\n'
    )
    read = read_rows("명부.csv", content.encode(), KINDS["interpreters"])

    assert read.problems == []
    assert list(read.rows[0].cells) == [
        "code",
        "name",
        "city",
        "languages",
        "employment",
        "standing",
        "phone_number",
    ]
    assert read.rows[0]["languages"] == "베트남어 모어; 영어 업무"


def test_an_unknown_heading_is_refused_with_the_known_ones_in_the_readers_language() -> None:
    read = read_rows("x.csv", "코드,이름,국적\n".encode(), KINDS["interpreters"])

    texts = [translate(problem.reason, "ko") for problem in read.problems]
    assert any("번호, 이름, 고용 형태" in text for text in texts)


def test_codes_that_are_the_same_stand_twice() -> None:
    content = "코드,이름,종류,시·군\nANS,가,복지센터,안산\nａｎｓ,나,복지센터,안산\n"
    read = read_rows("organisations.csv", content.encode(), KINDS["organisations"])

    assert [(p.line, p.column) for p in read.problems] == [(3, "code")]


def test_values_in_the_readers_words_are_offered_for_every_coded_column() -> None:
    coded = [column for _, column in COLUMNS if column.words is not None]
    shown = chain.from_iterable(
        (choice.shown_in("ko") for choice in column.words.choices)
        for column in coded
        if column.words is not None
    )

    assert len(coded) > 20
    assert {"여성 (female)", "수원 (suwon)", "월요일 (mon)"} <= set(shown)
