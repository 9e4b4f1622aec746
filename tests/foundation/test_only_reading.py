"""What must change nothing has connections that cannot write, whoever asks and however."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from foundation.database.only_reading import that_cannot_write
from foundation.database.work import Office, begin, reading
from foundation.security.permissions import the_system
from tests.factories import an_organisation

STATEMENTS = (
    "UPDATE organisation SET name = 'x'",
    "DELETE FROM organisation",
    "CREATE TABLE beside (id integer)",
)


def test_nothing_can_be_written_and_everything_read(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        an_organisation(uow, "안산 이음이주민복지센터")
    with that_cannot_write(any_office) as reader:
        for statement in STATEMENTS:
            # Not even by who says that they want to write.
            with (
                pytest.raises(DBAPIError, match=r"read-?only"),
                begin(reader, the_system()) as uow,
            ):
                uow.db.execute(sa.text(statement))
            with (
                pytest.raises(DBAPIError, match=r"read-?only"),
                reading(reader, the_system(), still=True) as uow,
            ):
                uow.db.execute(sa.text(statement))
        with (
            pytest.raises(DBAPIError, match=r"read-?only"),
            begin(reader, the_system()) as uow,
        ):
            an_organisation(uow, "새 기관")
        with reading(reader, the_system()) as uow:
            count = sa.text("SELECT count(*) FROM organisation")
            assert uow.db.scalar(count) == 1
    # The office's own connections write as before: it was not the statement that was wrong.
    with begin(any_office, the_system()) as uow:
        uow.db.execute(sa.text(STATEMENTS[0]))
    with reading(any_office, the_system()) as uow:
        assert uow.db.scalar(sa.text("SELECT max(name) FROM organisation")) == "x"
