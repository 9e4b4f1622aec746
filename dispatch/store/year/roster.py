"""Interpreters with their languages, hours and certifications."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from accounts.domain.cities import CITIES
from accounts.domain.roles import Role
from accounts.store.tables import Membership, User
from dispatch.store.year.frame import Year, fill
from dispatch.store.year.network import Network, a_role, an_account
from foundation.database.base import Base
from interpreters.domain.languages import Direction, Language, Level
from interpreters.domain.standing import Employment, Gender, RestrictionKind, Standing
from interpreters.store.tables import Interpreter, Restriction, SpokenLanguage
from scheduling.store.tables import AvailabilityException, WeeklyAvailability
from training.domain.certifications import CertificationStatus, EvidenceKind, GrantRoute
from training.store.tables import (
    Certification,
    CertificationEvidence,
    Learner,
    Scheme,
    SchemeVersion,
)

INTERPRETERS, ACTIVE_PERCENT = 2000, 88
# Ids in one statement.
AT_ONCE = 500
LEVELS = ("L2", "L3-LAB", "L3-MED", "L3-IMM", "L3-DV")
WHO_LEFT = (Standing.PAUSED, Standing.LEFT, Standing.TRAINEE)


@dataclass(frozen=True)
class Roster:
    """Who interprets: the active by their first language, everybody's learner and account."""

    active: dict[Language, list[UUID]]
    learners: dict[UUID, UUID]
    accounts: list[UUID]


ORDER: tuple[type[Base], ...] = (
    User,
    Membership,
    Interpreter,
    SpokenLanguage,
    Restriction,
    WeeklyAvailability,
    AvailabilityException,
    Learner,
    Certification,
    CertificationEvidence,
)


@dataclass(frozen=True)
class _Somebody:
    """One of the roster, before anything is written."""

    number: int
    id: UUID
    account: UUID | None
    name: str
    language: Language

    @property
    def is_active(self) -> bool:
        return self.number % 100 < ACTIVE_PERCENT


def make_roster(db: Session, year: Year, network: Network) -> Roster:
    """Write everybody; half of them have an account."""
    writer = _Writer(year, network, _schemes(db))
    for number in range(year.size.of(INTERPRETERS)):
        writer.add(number)
    for table in ORDER:
        fill(db, table, writer.rows[table])
    # The database wants evidence before a grant: they are written as asked for, then granted.
    granted = [row["id"] for row in writer.rows[Certification]]
    for start in range(0, len(granted), AT_ONCE):
        some = Certification.id.in_(granted[start : start + AT_ONCE])
        db.execute(
            sa.update(Certification)
            .where(some)
            .values(status=CertificationStatus.GRANTED)
            .execution_options(synchronize_session=False)
        )
    return writer.roster


def _schemes(db: Session) -> dict[str, tuple[UUID, UUID]]:
    rows = db.execute(
        sa.select(Scheme.code, Scheme.id, SchemeVersion.id)
        .join(SchemeVersion, SchemeVersion.scheme_id == Scheme.id)
        .order_by(SchemeVersion.number)
    )
    return {code: (scheme, version) for code, scheme, version in rows}


class _Writer:
    """Rows of everybody, gathered."""

    def __init__(self, year: Year, network: Network, schemes: dict[str, tuple[UUID, UUID]]) -> None:
        self.year, self.network, self.schemes = year, network, schemes
        self.roster = Roster(defaultdict(list), {}, [])
        self.rows: dict[type[Base], list[dict[str, Any]]] = defaultdict(list)

    def add(self, number: int) -> None:
        """Somebody with languages, hours and certifications."""
        year = self.year
        account = year.uid() if number % 2 == 0 else None
        one = _Somebody(number, year.uid(), account, year.name(), year.language())
        if account is not None:
            home = self.network.organisations[number % len(self.network.organisations)]
            mailbox = f"interpreter{number:04}"
            self.rows[User].append(an_account(year, account, mailbox, one.name))
            self.rows[Membership].append(a_role(year, account, home, Role.INTERPRETER))
            self.roster.accounts.append(account)
        if one.is_active:
            self.roster.active[one.language].append(one.id)
        self._person(one)
        self._languages(one)
        self._time(one)
        self._certified(one)
        if number % 10 == 0:
            self._barred(one)

    def _person(self, one: _Somebody) -> None:
        dice, city = self.year.dice, CITIES[self.year.city()]
        self.rows[Interpreter].append(
            {
                "id": one.id,
                "code": f"Y-{one.number:04}",
                "user_id": one.account,
                "full_name": one.name,
                "gender": dice.choice((Gender.FEMALE, Gender.FEMALE, Gender.MALE)),
                "employment": dice.choice(tuple(Employment)),
                "standing": Standing.ACTIVE if one.is_active else dice.choice(WHO_LEFT),
                "city": city.code,
                "latitude": round(city.point.latitude + dice.uniform(-0.1, 0.1), 2),
                "longitude": round(city.point.longitude + dice.uniform(-0.1, 0.1), 2),
                "max_travel_km": dice.choice((15, 30, 40, 60)),
                "on_site": True,
                "video": dice.random() < 0.8,  # noqa: PLR2004  four in five
                "phone": True,
                "max_minutes_per_day": 360,
                "max_minutes_per_week": 1500,
                "min_break_minutes": 15,
                "vetted_until": self.year.today + timedelta(days=400),
                "joined_on": self.year.today - timedelta(days=dice.randint(30, 1500)),
                "changed_at": self.year.now,
                "version": 1,
            }
        )

    def _languages(self, one: _Somebody) -> None:
        second = self.year.language()
        others = [second] if second != one.language and one.number % 3 == 0 else []
        for position, spoken in enumerate((one.language, *others)):
            self.rows[SpokenLanguage].append(
                {
                    "id": self.year.uid(),
                    "interpreter_id": one.id,
                    "language": spoken,
                    "level": Level.NATIVE if position == 0 else Level.WORKING,
                    "direction": Direction.BOTH,
                    "position": position,
                }
            )

    def _barred(self, one: _Somebody) -> None:
        self.rows[Restriction].append(
            {
                "id": self.year.uid(),
                "interpreter_id": one.id,
                "kind": RestrictionKind.EXCLUSION,
                "organisation_id": self.year.dice.choice(self.network.organisations),
                "first_day": self.year.today - timedelta(days=100),
            }
        )

    def _time(self, one: _Somebody) -> None:
        first = self.year.today - timedelta(days=500)
        for weekday in (0, 1, 2, 3, one.number % 3 + 4):
            self.rows[WeeklyAvailability].append(
                {
                    "id": self.year.uid(),
                    "interpreter_id": one.id,
                    "weekday": weekday,
                    "starts": time(9),
                    "ends": time(18),
                    "first_day": first,
                }
            )
        for _ in range(2):
            day = self.year.today + timedelta(days=self.year.dice.randint(-350, 30))
            self.rows[AvailabilityException].append(
                {
                    "id": self.year.uid(),
                    "interpreter_id": one.id,
                    "first_day": day,
                    "last_day": day + timedelta(days=2),
                    "available": False,
                    "reason": "leave",
                }
            )

    def _certified(self, one: _Somebody) -> None:
        learner = self.year.uid()
        self.roster.learners[one.id] = learner
        self.rows[Learner].append(
            {
                "id": learner,
                "interpreter_id": one.id,
                "user_id": one.account,
                "full_name": one.name,
                "language": one.language,
            }
        )
        for level in LEVELS[: 1 + one.number % len(LEVELS)]:
            scheme, version = self.schemes[level]
            since = self.year.today - timedelta(days=self.year.dice.randint(100, 900))
            certification = self.year.uid()
            self.rows[Certification].append(
                {
                    "id": certification,
                    "learner_id": learner,
                    "scheme_id": scheme,
                    "scheme_version_id": version,
                    "language": one.language,
                    "route": GrantRoute.REGISTER,
                    "status": CertificationStatus.PENDING,
                    "valid_from": since,
                    "valid_until": since + timedelta(days=1095),
                    "asked_at": self.year.now - timedelta(days=900),
                    "approved_by_name": "예시 승인자",
                    "version": 1,
                }
            )
            self.rows[CertificationEvidence].append(
                {
                    "id": self.year.uid(),
                    "certification_id": certification,
                    "kind": EvidenceKind.REGISTER,
                }
            )
