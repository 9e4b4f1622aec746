"""Files to fill in: they come back as they were given, their example is passed over, their lists can be chosen from."""

import io

import openpyxl
import pytest

import app as roof
from foundation.tables.blanks import FORMATS, is_example, write_blank
from foundation.tables.columns import Shape
from foundation.tables.kinds import ImportKind
from foundation.tables.reading import read_rows
from foundation.text.i18n import LANGUAGE_NAMES
from interpreters.service.imports import INTERPRETERS


@pytest.mark.parametrize("kind", roof.IMPORTS, ids=lambda kind: kind.name)
def test_a_file_to_fill_in_is_read_again_without_its_example(kind: ImportKind) -> None:
    for language in LANGUAGE_NAMES:
        for file_format in FORMATS:
            content = write_blank(kind, language, file_format)
            reading = read_rows(f"{kind.name}.{file_format}", content, kind)
            assert [str(p.reason) for p in reading.problems] == []
            assert reading.rows == []
            assert set(reading.columns) == set(kind.columns)


def test_what_is_filled_in_below_the_example_is_read() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_blank(INTERPRETERS, "ko", "xlsx")))
    sheet = book.worksheets[0]
    example = [cell.value for cell in sheet[2]]
    assert is_example(str(example[0]))
    sheet.append(["INT-777", *example[1:]])
    out = io.BytesIO()
    book.save(out)

    (row,) = read_rows("x.xlsx", out.getvalue(), INTERPRETERS).rows
    assert (row.line, row["code"], row["city"]) == (3, "INT-777", "수원시")


def test_coded_columns_offer_their_values_in_the_readers_language_and_codes_stay_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_blank(INTERPRETERS, "ko", "xlsx")))
    sheet, explained, lists = book.worksheets
    offered = {str(rule.formula1) for rule in sheet.data_validations.dataValidation}
    coded = [c for c in INTERPRETERS.described if c.words is not None and c.shape is not Shape.LIST]

    assert len(offered) == len(coded) == 5
    values = {str(cell.value) for row in lists.iter_rows() for cell in row}
    assert {"프리랜서", "수원", "여성", "전화"} <= values
    assert explained.max_row == len(INTERPRETERS.described) + 1
    assert sheet.column_dimensions["A"].width
