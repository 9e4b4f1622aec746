"""A large week of one office, seeded: many people and sessions of every kind, written in few statements."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any, cast

import sqlalchemy as sa

from accounts.domain.cities import CITIES
from accounts.domain.roles import Role
from accounts.store.tables import Membership, Organisation, Site, User
from foundation.database.work import UnitOfWork
from foundation.times.zones import to_utc
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, usual_tier
from interpreters.store.tables import Interpreter, Restriction, SpokenLanguage
from scheduling.store.tables import (
    AvailabilityException,
    CounsellingSession,
    Request,
    WeeklyAvailability,
)
from tests.factories import a_request, a_session, a_site, a_user, an_interpreter, an_organisation
from tests.factories.certifications import the_ladder
from training.store.tables import Certification, CertificationEvidence, Learner

Row = dict[str, Any]
LANGUAGES = list(Language)
# As unevenly as in Gyeonggi: a few languages have most speakers and most requests.
WEIGHTS = [6, 24, 3, 5, 8, 8, 6, 20, 6, 4, 10]
DOMAINS = ("general", "general", "labour", "medical", "education", "violence")
LEVELS = (("L2",), ("L1",), ("L2", "L3-LAB"), ("L2", "L3-MED"), ("L2", "L3-DV", "L4"))
WAYS = (("on_site",), ("on_site",), ("on_site", "video"), ("video", "phone"), ("phone",))


@dataclass(frozen=True)
class LargeWeek:
    """Who and what there is."""

    people: Sequence[uuid.UUID]
    sessions: Sequence[uuid.UUID]
    first_day: date


def columns_of(row: Any) -> Row:
    """The values of a row by column."""
    inspect: Any = sa.inspect
    return {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}


def a_large_week(
    uow: UnitOfWork, *, people: int, sessions: int, days: int = 7, seed: int = 1
) -> LargeWeek:
    """Write people and sessions over the days from tomorrow; the same ones for the same seed."""
    writing = _Writing(uow, random.Random(seed))
    everybody = writing.people(people)
    asked = writing.sessions(sessions, days, everybody)
    uow.db.expire_all()
    return LargeWeek(everybody, asked, uow.today + timedelta(days=1))


class _Writing:
    def __init__(self, uow: UnitOfWork, chance: random.Random) -> None:
        self.uow, self.chance = uow, chance
        self.cities = sorted(CITIES)
        self.organisations = [an_organisation(uow, city=c) for c in self.cities[:14]]

    def new_id(self) -> uuid.UUID:
        return uuid.UUID(int=self.chance.getrandbits(128), version=4)

    def add(self, table: type[Any], rows: list[Row]) -> None:
        if rows:
            self.uow.db.execute(sa.insert(table), rows)

    def languages(self, count: int) -> list[Language]:
        return list(dict.fromkeys(self.chance.choices(LANGUAGES, WEIGHTS, k=count)))

    def people(self, count: int) -> list[uuid.UUID]:
        """People with accounts, languages, certifications, hours, leaves and restrictions."""
        uow, chance = self.uow, self.chance
        account = columns_of(a_user(uow, None))
        pattern = columns_of(an_interpreter(uow, levels=(), standing="paused"))
        kinds: dict[type[Any], list[Row]] = {
            kind: []
            for kind in (User, Membership, Interpreter, SpokenLanguage, Learner, Certification)
        }
        more: dict[type[Any], list[Row]] = {
            kind: []
            for kind in (
                CertificationEvidence,
                WeeklyAvailability,
                AvailabilityException,
                Restriction,
            )
        }
        ladder, found = the_ladder(uow), list[uuid.UUID]()
        for n in range(count):
            who, user, learner = self.new_id(), self.new_id(), self.new_id()
            found.append(who)
            kinds[User].append({**account, "id": user, "email": f"large{n}@ieum.example"})
            kinds[Membership].append(
                {
                    "id": self.new_id(),
                    "user_id": user,
                    "organisation_id": self.organisations[0].id,
                    "role": Role.INTERPRETER,
                }
            )
            kinds[Interpreter].append(self.person(pattern, who, user, n))
            spoken = self.languages(chance.choice((1, 1, 1, 2)))
            kinds[SpokenLanguage] += [
                {
                    "id": self.new_id(),
                    "interpreter_id": who,
                    "language": language,
                    "level": chance.choice(("native", "native", "fluent", "working", "basic")),
                    "direction": chance.choice(("both",) * 9 + ("to_korean",)),
                    "position": k,
                }
                for k, language in enumerate(spoken)
            ]
            kinds[Learner].append(
                {"id": learner, "interpreter_id": who, "user_id": user, "full_name": f"통역사 {n}"}
            )
            for language in spoken:
                for level in chance.choice(LEVELS):
                    certification = self.certification(learner, language, ladder[level])
                    kinds[Certification].append(certification)
                    more[CertificationEvidence].append(
                        {
                            "id": self.new_id(),
                            "certification_id": certification["id"],
                            "kind": "register",
                        }
                    )
            more[WeeklyAvailability] += self.hours(who)
            if chance.random() < 0.1:
                more[AvailabilityException].append(self.leave(who))
            if chance.random() < 0.05:
                more[Restriction].append(self.bar(who))
        for table, rows in (kinds | more).items():
            self.add(table, rows)
        uow.db.execute(sa.update(Certification).values(status="granted"))
        return found

    def person(self, pattern: Row, who: uuid.UUID, user: uuid.UUID, n: int) -> Row:
        chance = self.chance
        city = CITIES[chance.choice(self.cities)].point
        return {
            **pattern,
            "id": who,
            "code": f"L-{n:05}",
            "user_id": user,
            "full_name": f"통역사 {n}",
            "standing": "active",
            "gender": chance.choice((None, "female", "female", "female", "male")),
            "latitude": round(city.latitude + chance.uniform(-0.05, 0.05), 2),
            "longitude": round(city.longitude + chance.uniform(-0.05, 0.05), 2),
            "max_travel_km": chance.choice((20, 30, 40, 60)),
            "on_site": chance.random() < 0.9,
            "video": chance.random() < 0.6,
            "phone": chance.random() < 0.8,
            "vetted_until": None
            if chance.random() < 0.3
            else self.uow.today + timedelta(days=chance.choice((3, 200, 400))),
            "joined_on": self.uow.today - timedelta(days=chance.randrange(20, 900)),
        }

    def certification(
        self, learner: uuid.UUID, language: Language, rung: tuple[uuid.UUID, uuid.UUID]
    ) -> Row:
        chance, today = self.chance, self.uow.today
        return {
            "id": self.new_id(),
            "learner_id": learner,
            "scheme_id": rung[0],
            "scheme_version_id": rung[1],
            "language": language,
            "route": "register",
            "grade": chance.choice(("full",) * 6 + ("semi",)),
            "valid_from": today - timedelta(days=365),
            "valid_until": today + timedelta(days=chance.choice((3, 300, 700, 700))),
            "asked_at": self.uow.now,
            "approved_by_name": "강마루",
            "status": "pending",
        }

    def hours(self, who: uuid.UUID) -> list[Row]:
        chance = self.chance
        starts = chance.choice((8, 9, 9, 13))
        return [
            {
                "id": self.new_id(),
                "interpreter_id": who,
                "weekday": weekday,
                "starts": time(starts, 0),
                "ends": time(min(22, starts + chance.choice((4, 8, 9, 9))), 0),
                "first_day": self.uow.today - timedelta(days=60),
            }
            for weekday in range(7)
            if chance.random() < (0.85 if weekday < 5 else 0.35)
        ]

    def leave(self, who: uuid.UUID) -> Row:
        first = self.uow.today + timedelta(days=self.chance.randrange(0, 7))
        whole = self.chance.random() < 0.5
        return {
            "id": self.new_id(),
            "interpreter_id": who,
            "first_day": first,
            "last_day": first + timedelta(days=self.chance.randrange(0, 4)),
            "starts": None if whole else time(10, 0),
            "ends": None if whole else time(14, 30),
            "available": False,
            "reason": "other",
        }

    def bar(self, who: uuid.UUID) -> Row:
        return {
            "id": self.new_id(),
            "interpreter_id": who,
            "kind": self.chance.choice(("exclusion", "recusal", "preference")),
            "organisation_id": self.chance.choice(self.organisations).id,
            "case_code": "",
            "first_day": self.uow.today - timedelta(days=30),
            "last_day": None,
            "reason": "",
        }

    def sessions(self, count: int, days: int, people: Sequence[uuid.UUID]) -> list[uuid.UUID]:
        """Sessions with windows, teams, wishes about the person, and ranked ways of taking part."""
        uow, chance = self.uow, self.chance
        sites = [a_site(uow, body, city=body.city) for body in self.organisations]
        counsellors = [a_user(uow, Role.COUNSELLOR, body).id for body in self.organisations]
        example = a_session(uow, a_request(uow, state="refused"))
        request, session = columns_of(example.request), columns_of(example)
        requests, rows = list[Row](), list[Row]()
        for n in range(count):
            k = chance.randrange(len(self.organisations))
            asked = self.request(request, n, self.organisations[k], counsellors[k], people)
            requests.append(asked)
            rows.append(self.session(session, asked, sites[k], days))
        self.add(Request, requests)
        self.add(CounsellingSession, rows)
        return [row["id"] for row in rows]

    def request(
        self,
        pattern: Row,
        n: int,
        body: Organisation,
        counsellor: uuid.UUID,
        people: Sequence[uuid.UUID],
    ) -> Row:
        chance = self.chance
        domain = chance.choice(DOMAINS)
        gender = "female" if chance.random() < 0.08 else None
        return {
            **pattern,
            "id": self.new_id(),
            "reference": f"L-{n:05}",
            "organisation_id": body.id,
            "requester_id": counsellor,
            "state": "approved",
            "case_code": f"C-{n % 400:04}" if chance.random() < 0.5 else "",
            "language": self.languages(1)[0],
            "fallback_language": Language.ENGLISH if chance.random() < 0.05 else None,
            "domain": domain,
            "tier": usual_tier(Domain(domain)),
            "team": 2 if chance.random() < 0.04 else 1,
            "modalities": list(chance.choice(WAYS)),
            "gender": gender,
            "gender_strictness": None
            if gender is None
            else chance.choice(("required", "preferred")),
            "excluded": [str(chance.choice(people))] if chance.random() < 0.03 else [],
            "preferred": [str(chance.choice(people))] if chance.random() < 0.1 else [],
        }

    def session(self, pattern: Row, asked: Row, site: Site, days: int) -> Row:
        chance, zone = self.chance, self.uow.settings.zone
        day = self.uow.today + timedelta(days=1 + chance.randrange(days))
        start = to_utc(day, time(9 + chance.randrange(9), chance.choice((0, 30))), zone)
        window = timedelta(minutes=chance.choice((0, 0, 30, 60, 120)))
        return {
            **pattern,
            "id": self.new_id(),
            "request_id": asked["id"],
            "day": day,
            "starts_at": start,
            "earliest_start_at": start,
            "latest_start_at": start + window,
            "minutes": chance.choice((30, 60, 60, 90, 120)),
            "modality": asked["modalities"][0],
            "site_id": cast("uuid.UUID", site.id),
        }
