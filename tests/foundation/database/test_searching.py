"""Names are found whatever their case and marks, and đ is a d; on both databases."""

import pytest
import sqlalchemy as sa

from foundation.database.searching import holds, is_called
from foundation.database.work import Office, begin
from foundation.security.permissions import the_system
from foundation.text.normalise import searchable
from interpreters.store.tables import Interpreter
from tests.factories import an_interpreter

NAMES = ("NGUYỄN VĂN ĐỨC", "Батбаяр Дорж", "김하나", "Sok Łukasz 100%")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyễn", 0),
        ("nguyen", 0),
        ("Duc", 0),
        ("đức", 0),
        ("Nguyễn", 0),
        ("батбаяр", 1),
        ("ДОРЖ", 1),
        ("하나", 2),
        ("lukasz", 3),
        ("100%", 3),
        ("ｎｇｕｙｅｎ", 0),
    ],
)
def test_a_name_is_found_however_it_is_typed(any_office: Office, text: str, found: int) -> None:
    with begin(any_office, the_system()) as uow:
        for name in NAMES:
            an_interpreter(uow, full_name=name)
        query = sa.select(Interpreter.full_name)
        column = Interpreter.full_name
        assert list(uow.db.scalars(query.where(holds(column, text)))) == [NAMES[found]]
        assert list(uow.db.scalars(query.where(is_called(column, [NAMES[found].lower()])))) == [
            NAMES[found]
        ]


def test_letters_of_another_name_are_not_found() -> None:
    assert searchable("가") not in searchable("강하나")
    assert searchable("100_") not in searchable("1000")
