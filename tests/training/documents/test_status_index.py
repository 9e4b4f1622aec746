"""No two documents have the same place in the status list, however chance falls."""

import secrets
from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from foundation.database.work import UnitOfWork
from training.service.documents import documents
from training.store.queries import documents as queries

TAKEN = 5


def test_a_place_that_is_taken_is_drawn_again(
    uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: Iterator[int] = iter([TAKEN, TAKEN, TAKEN + 1])

    def draw(below: int) -> int:
        assert below == documents.STATUS_LIST_LENGTH
        return next(drawn)

    def is_taken(db: Session, index: int) -> bool:
        del db
        return index == TAKEN

    monkeypatch.setattr(secrets, "randbelow", draw)
    monkeypatch.setattr(queries, "is_index_taken", is_taken)
    assert documents.free_index(uow) == TAKEN + 1
