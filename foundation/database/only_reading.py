"""An office over the same database whose connections cannot write, whoever asks: for what must change nothing."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace

from foundation.database.base import make_reading_engine
from foundation.database.work import Office


@contextmanager
def that_cannot_write(office: Office) -> Generator[Office]:
    """The office with an engine of its own: SQLite opens the file for reading only, PostgreSQL begins every transaction so."""
    engine = make_reading_engine(office.engine.url.render_as_string(hide_password=False))
    try:
        yield replace(office, engine=engine)
    finally:
        engine.dispose()
