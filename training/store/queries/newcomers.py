"""Questions about those who asked to become interpreters and have not begun a course."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from accounts.domain.ids import UserId
from interpreters.domain.standing import Standing
from training.store.tables import Interpreter, Learner, User


def newcomers() -> sa.Select[Interpreter]:
    """The question for applicants with an account, the newest first, with their languages."""
    return (
        sa.select(Interpreter)
        .where(Interpreter.standing == Standing.APPLICANT, Interpreter.user_id.is_not(None))
        .order_by(Interpreter.joined_on.desc(), Interpreter.code.desc())
        .options(selectinload(Interpreter.languages))
    )


def users_of(db: Session, people: Sequence[Interpreter]) -> dict[UserId, User]:
    """The accounts of some people of the roster, by id."""
    ids = [person.user_id for person in people if person.user_id is not None]
    return {user.id: user for user in db.scalars(sa.select(User).where(User.id.in_(ids)))}


def list_never_confirmed(db: Session, before: date) -> Sequence[Interpreter]:
    """Applicants from before a day who said who they are and never chose a password."""
    query = newcomers().join(User, User.id == Interpreter.user_id)
    query = query.where(
        Interpreter.self_declared, Interpreter.joined_on < before, User.password_hash == ""
    )
    return db.scalars(query.options(selectinload(Interpreter.restrictions))).all()


def delete_applicant(db: Session, entry: Interpreter) -> None:
    """Delete an applicant as learner, roster entry and account; refused by the database if she is more."""
    user_id = entry.user_id
    db.execute(sa.delete(Learner).where(Learner.interpreter_id == entry.id))
    db.delete(entry)
    db.flush()
    db.execute(sa.delete(User).where(User.id == user_id))
