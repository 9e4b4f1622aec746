"""Opening balances: what a holder brought within a term before the centre counted it here."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts.domain.ids import UserId
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Problems, refuse
from foundation.text.message import say
from foundation.text.normalise import normalise_text
from training.domain.certifications import CertificationStatus
from training.domain.permissions import TrainingPermission
from training.domain.renewal import HOUR, CpdArea
from training.service.certification import certifications
from training.store.queries import renewal as queries
from training.store.tables import OpeningBalance

MOST_HOURS, MOST_SESSIONS, MOST_POINTS, LONGEST_NOTE = 10_000, 10_000, 100, 300


@dataclass(frozen=True, kw_only=True)
class Balance:
    """Hours and sessions interpreted and points of further training, within one certification's term."""

    practice_hours: int = 0
    practice_sessions: int = 0
    ethics: int = 0
    skills: int = 0
    performance: int = 0
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing."""
        return not any(
            (
                self.practice_hours,
                self.practice_sessions,
                self.ethics,
                self.skills,
                self.performance,
            )
        )


def find(uow: UnitOfWork, certification_id: UUID) -> OpeningBalance | None:
    """The opening balance of a certification. The caller has checked who reads."""
    return queries.opening_balance(uow.db, certification_id)


def points_of(balance: OpeningBalance | None) -> dict[CpdArea, int]:
    """Its points by area; nought without one."""
    return {area: getattr(balance, area.value, 0) for area in CpdArea}


def enter(
    uow: UnitOfWork, certification_id: UUID, wish: Balance, *, version: int = 0
) -> OpeningBalance:
    """Write down what the holder brought before; `version` is that of the balance the form showed, 0 for none.

    Nobody enters their own. Conflict when somebody else wrote one in between.
    """
    uow.require(TrainingPermission.CERTIFICATION_DECIDE)
    held = certifications.get(uow, certification_id)
    if held.status not in {CertificationStatus.GRANTED, CertificationStatus.SUSPENDED}:
        raise NotFound
    if uow.actor.user_id is not None and held.learner.user_id == uow.actor.user_id:
        raise refuse("practice_hours", say("Somebody else must enter your own balance."))
    _check(wish)
    known = find(uow, certification_id)
    if version != (0 if known is None else known.version):
        raise Conflict(
            say("Somebody else has changed this since you opened it. Nothing was saved.")
        )
    return write(uow, certification_id, wish)


def write(uow: UnitOfWork, certification_id: UUID, wish: Balance) -> OpeningBalance:
    """Keep a checked balance. The caller has checked who acts."""
    values: dict[str, Any] = {
        "practice_minutes": wish.practice_hours * HOUR,
        "practice_sessions": wish.practice_sessions,
        "ethics": wish.ethics,
        "skills": wish.skills,
        "performance": wish.performance,
        "note": normalise_text(wish.note),
        "entered_at": uow.now,
        "entered_by_id": None if uow.actor.user_id is None else UserId(uow.actor.user_id),
    }
    balance = find(uow, certification_id)
    if balance is None:
        balance = OpeningBalance(certification_id=certification_id, **values)
        uow.db.add(balance)
    else:
        for name, value in values.items():
            setattr(balance, name, value)
    uow.db.flush()
    facts = {name: values[name] for name in ("practice_minutes", "practice_sessions")}
    uow.record(
        "renewal.balance_entered",
        subject=certification_id,
        **facts,
        points=wish.ethics + wish.skills + wish.performance,
    )
    return balance


def _check(wish: Balance) -> None:
    problems = Problems()
    for field, most in (
        ("practice_hours", MOST_HOURS),
        ("practice_sessions", MOST_SESSIONS),
        ("ethics", MOST_POINTS),
        ("skills", MOST_POINTS),
        ("performance", MOST_POINTS),
    ):
        if not 0 <= getattr(wish, field) <= most:
            problems.add(field, say("Enter between 0 and %(n)s.", n=most))
    if not normalise_text(wish.note):
        problems.add("note", say("Say where this is written, such as a list or a letter."))
    if len(normalise_text(wish.note)) > LONGEST_NOTE:
        problems.add("note", say("Use at most %(n)s characters.", n=LONGEST_NOTE))
    problems.check()
