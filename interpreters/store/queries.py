"""Every question that the roster asks of the database."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from accounts.domain.ids import OrganisationId, UserId
from accounts.domain.roles import Role
from accounts.store.tables import Membership, Organisation, User
from foundation.database.searching import holds
from foundation.text.codes import normal_code
from interpreters.domain.contact import Channel
from interpreters.domain.ids import InterpreterId
from interpreters.domain.qualifications import Modality
from interpreters.domain.search import RosterSearch
from interpreters.domain.standing import Standing
from interpreters.store.tables import Interpreter, Restriction, SpokenLanguage

# SQLite takes at most 32,766 values in one statement.
_AT_ONCE = 10_000


_SORTS: dict[str, tuple[sa.ColumnElement[str], ...]] = {
    "name": (sa.type_coerce(Interpreter.full_name, sa.String),),
    "code": (sa.type_coerce(Interpreter.code, sa.String),),
    "city": (sa.type_coerce(Interpreter.city, sa.String),),
    "standing": (sa.type_coerce(Interpreter.standing, sa.String),),
}
_COLUMNS = {
    Modality.ON_SITE: Interpreter.on_site,
    Modality.VIDEO: Interpreter.video,
    Modality.PHONE: Interpreter.phone,
}


def whole() -> sa.Select[Interpreter]:
    """Interpreters with their languages and restrictions."""
    return sa.select(Interpreter).options(
        selectinload(Interpreter.languages),
        selectinload(Interpreter.restrictions).joinedload(Restriction.organisation),
    )


def search(
    wanted: RosterSearch, among: sa.Select[InterpreterId] | None = None
) -> sa.Select[Interpreter]:
    """The question for one list of people, in its order; only those `among` some if given."""
    query = whole().where(Interpreter.standing.in_(wanted.standings))
    if wanted.text:
        query = query.where(
            sa.or_(
                holds(Interpreter.full_name, wanted.text),
                Interpreter.code.icontains(wanted.text, autoescape=True),
            )
        )
    if wanted.language is not None:
        query = query.where(Interpreter.languages.any(SpokenLanguage.language == wanted.language))
    if wanted.city:
        query = query.where(Interpreter.city == wanted.city)
    if among is not None:
        query = query.where(Interpreter.id.in_(among))
    if wanted.modality is not None:
        query = query.where(_COLUMNS[wanted.modality])
    columns = _SORTS.get(wanted.sort.removeprefix("-"), _SORTS["name"])
    down = wanted.sort.startswith("-")
    return query.order_by(*(c.desc() if down else c for c in columns), Interpreter.code)


def list_with_standing(db: Session, standing: Standing) -> Sequence[Interpreter]:
    """Everybody of one standing, by code."""
    return db.scalars(
        whole().where(Interpreter.standing == standing).order_by(Interpreter.code)
    ).all()


def list_all(db: Session) -> Sequence[Interpreter]:
    """Everybody, by code."""
    return db.scalars(whole().order_by(Interpreter.code)).all()


def list_by_ids(db: Session, ids: Collection[UUID]) -> Sequence[Interpreter]:
    """Those with these ids."""
    wanted, found = list(ids), list[Interpreter]()
    for start in range(0, len(wanted), _AT_ONCE):
        part = [InterpreterId(i) for i in wanted[start : start + _AT_ONCE]]
        found += db.scalars(whole().where(Interpreter.id.in_(part)))
    return found


def list_by_codes(db: Session, codes: Collection[str]) -> Sequence[Interpreter]:
    """Those with these codes."""
    return db.scalars(whole().where(Interpreter.code.in_(codes))).all()


def find(db: Session, interpreter_id: UUID) -> Interpreter | None:
    """By id, as it stands in the database now."""
    return db.scalar(
        whole()
        .where(Interpreter.id == InterpreterId(interpreter_id))
        .execution_options(populate_existing=True)
    )


def find_by_user(db: Session, user_id: UUID) -> Interpreter | None:
    """By the account of the person."""
    return db.scalar(whole().where(Interpreter.user_id == UserId(user_id)))


def has_code(db: Session, code: str) -> bool:
    """Whether a code is taken."""
    return db.scalar(sa.select(sa.exists().where(Interpreter.code == code))) or False


def list_codes(db: Session, prefix: str) -> Sequence[str]:
    """The codes that begin so."""
    return db.scalars(
        sa.select(Interpreter.code).where(Interpreter.code.startswith(prefix, autoescape=True))
    ).all()


def find_restriction(db: Session, restriction_id: UUID) -> Restriction | None:
    """By id, with its organisation."""
    return db.scalar(
        sa.select(Restriction)
        .where(Restriction.id == restriction_id)
        .options(joinedload(Restriction.organisation))
    )


def accounts_by_email(db: Session, emails: Collection[str]) -> dict[str, UserId]:
    """The accounts of folded addresses."""
    rows = db.execute(sa.select(User.email, User.id).where(User.email.in_(emails)))
    return {row.email: row.id for row in rows}


def emails_by_account(db: Session, users: Collection[UserId]) -> dict[UserId, str]:
    """The addresses of accounts."""
    rows = db.execute(sa.select(User.id, User.email).where(User.id.in_(users)))
    return {row.id: row.email for row in rows}


@dataclass(frozen=True)
class WaysToReach:
    """What decides whether the product reaches somebody."""

    reached_by: Channel
    email: str | None
    is_open: bool
    may_answer: bool
    user_id: UUID | None = None


def list_reach(db: Session, ids: Collection[UUID]) -> dict[InterpreterId, WaysToReach]:
    """How some people can be reached: their own wish, and the account that answers in the app."""
    may_answer = sa.exists().where(
        Membership.user_id == User.id, Membership.role == Role.INTERPRETER
    )
    wanted, found = [InterpreterId(i) for i in ids], dict[InterpreterId, WaysToReach]()
    for start in range(0, len(wanted), _AT_ONCE):
        query = (
            sa.select(
                Interpreter.id, Interpreter.reached_by, User.email, User.active, may_answer, User.id
            )
            .outerjoin(User, User.id == Interpreter.user_id)
            .where(Interpreter.id.in_(wanted[start : start + _AT_ONCE]))
        )
        for who, reached_by, email, is_open, may, user in db.execute(query):
            found[who] = WaysToReach(reached_by, email, bool(is_open), bool(may), user)
    return found


def owners_of_accounts(db: Session, users: Collection[UserId]) -> dict[UserId, InterpreterId]:
    """Which interpreter an account belongs to."""
    rows = db.execute(
        sa.select(Interpreter.user_id, Interpreter.id).where(Interpreter.user_id.in_(users))
    )
    return {row.user_id: row.id for row in rows}


def organisations_by_code(db: Session) -> dict[str, OrganisationId]:
    """Every organisation by its code in its one form."""
    rows = db.execute(sa.select(Organisation.code, Organisation.id))
    return {normal_code(row.code): row.id for row in rows}
