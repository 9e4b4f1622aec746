"""Letters and separators: what Korean offices save, and what only looks like it."""

import pytest

from foundation.tables.letters import looks_korean
from tests.foundation.tables.books import read, said

KOREAN = [
    "김민지",
    "박서준",
    "남궁옥분",
    "제갈승희",
    "선우혁",
    "황보람",
    "쭈언꽝훙",
    "응우옌티흐엉",
    "쏘쪼뚜",
    "바트바야르",
    "킨 미얏",
]
SIMPLIFIED = [
    "林小雨",
    "王伟",
    "李娜",
    "张敏",
    "陈静",
    "赵雪",
    "黄丽华",
    "吴建国",
    "周杰",
    "徐静蕾",
    "孙俪",
    "马云",
    "朱婷",
]
TRADITIONAL = [
    "林小雨",
    "陳明",
    "趙雪",
    "黃麗華",
    "吳建國",
    "周杰倫",
    "徐靜蕾",
    "馬雲",
    "李偉",
    "張家豪",
    "林雅婷",
]
JAPANESE = ["佐藤", "高橋", "山田花子", "さくら", "小林", "中村"]
VIETNAMESE = ["Nguyễn Văn Đức", "Trần Thị Hương", "Lê Thu Hà"]


def a_file(*names: str) -> str:
    return "code,name\n" + "".join(f"INT-{n:03},{name}\n" for n, name in enumerate(names))


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp949", "CP949")],
)
@pytest.mark.parametrize("names", [KOREAN, ["김"], ["Nguyen", "Hanh"]])
def test_what_korean_offices_save_is_read(encoding: str, name: str, names: list[str]) -> None:
    reading = read(a_file(*names).encode(encoding))

    assert said(reading) == []
    assert [row["name"] for row in reading.rows] == names
    assert reading.encoding == (
        "UTF-8" if names == ["Nguyen", "Hanh"] and name == "CP949" else name
    )


@pytest.mark.parametrize("signs", [SIMPLIFIED + TRADITIONAL + JAPANESE, VIETNAMESE, KOREAN])
def test_any_letters_are_read_where_the_encoding_is_certain(signs: list[str]) -> None:
    for encoding in ("utf-8", "utf-16"):
        assert len(read(a_file(*signs).encode(encoding)).rows) == len(signs)


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["林小雨"], "gbk"),
        (["林小雨"], "big5"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "gbk"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (["Петров", "Иванова"], "cp1251"),
        (["สมชาย", "อานนท์"], "cp874"),
        (["Élodie", "Müller"], "cp1252"),
    ],
)
def test_letters_of_other_countries_are_not_taken_for_korean(
    names: list[str], encoding: str
) -> None:
    found = said(read(a_file(*names).encode(encoding)))

    assert len(found) == 1
    assert "The letters cannot be read" in found[0][2]


def test_single_names_are_told_apart_too() -> None:
    def is_taken(name: str, encoding: str) -> bool:
        try:
            return looks_korean(name.encode(encoding).decode("cp949"))
        except UnicodeDecodeError:
            return False

    others = [(name, "gbk") for name in SIMPLIFIED] + [(name, "big5") for name in TRADITIONAL]
    assert sum(is_taken(name, encoding) for name, encoding in others) <= 2
    assert all(is_taken(name, "cp949") for name in KOREAN)


def test_a_name_in_chinese_signs_among_korean_ones_is_fine() -> None:
    assert looks_korean("김철수(金哲洙), 상담 센터, 안산시 단원구, 베트남어 통역")
    assert not looks_korean("金哲洙")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_the_one_that_shows_the_columns(separator: str) -> None:
    lines = [("목록; 2026, 상반기",), ("code", "name", "languages"), ("A", "a", "vi/en")]
    content = "\n".join(separator.join(line) for line in lines).encode()
    reading = read(content)

    assert said(reading) == []
    assert reading.separator == separator
    assert reading.rows[0]["languages"] == "vi/en"


def test_lists_inside_cells_do_not_make_a_separator() -> None:
    reading = read(b"code,name,languages\nA,a,vi;en;ru;ko\nB,b,vi;en;ru;ko\n")

    assert reading.separator == ","
    assert reading.rows[0]["languages"] == "vi;en;ru;ko"


def test_a_file_may_name_its_separator() -> None:
    reading = read(b"sep=;\ncode;name\nA;a\n")

    assert [(row.line, row["name"]) for row in reading.rows] == [(3, "a")]
