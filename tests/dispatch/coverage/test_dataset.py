"""The dataset of a year: looked at before, published once, with dictionary and licence, and nothing in it that was typed."""

import csv
from datetime import date
from io import BytesIO, StringIO
from itertools import product
from zipfile import ZipFile

import pytest
from flask.testing import FlaskClient

from accounts.domain.kinds import OrganisationKind
from accounts.domain.roles import Role
from dispatch.domain.coverage import Covered, Daypart
from dispatch.domain.coverage_dataset import COLUMNS
from dispatch.domain.suppression import LEAST
from dispatch.service.coverage import dataset
from dispatch.store.tables import CoverageDataset, CoverageDay
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import the_system
from interpreters.domain.qualifications import CertificationLevel, Domain, Modality
from tests.dispatch.acting import acting
from tests.dispatch.coverage.test_suppression import bounds
from tests.factories import a_user, an_organisation
from tests.signing_in import sign_in
from tests.threads import at_once

SYSTEM = the_system()
TYPED = "산스크리트어"


def a_year(uow: UnitOfWork, year: int = 2025) -> None:
    """Some hundred needs of one organisation, some of them alone in their cell."""
    body = an_organisation(uow, "안산")
    languages, cities = ("vi", "th", "km", TYPED), ("ansan", "suwon", "gimpo")
    for n, (language, city, outcome) in enumerate(
        product(languages, cities, (Covered.FULL, Covered.PARTLY, Covered.NOT))
    ):
        count = (40 - 9 * languages.index(language)) // (1 + cities.index(city))
        share = {Covered.FULL: 1, Covered.PARTLY: 6, Covered.NOT: 3}[outcome]
        uow.db.add(
            CoverageDay(
                day=date(year, 1 + n % 12, 5),
                organisation_id=body.id,
                language=language,
                city=city,
                domain=Domain.LABOUR if n % 3 else Domain.LEGAL,
                level=CertificationLevel.COMMUNITY,
                modality=Modality.ON_SITE,
                daypart=Daypart.MORNING if n % 4 else Daypart.EVENING,
                outcome=outcome,
                cause={Covered.NOT: "all_declined", Covered.PARTLY: "lower_level"}.get(outcome, ""),
                sessions=max(1, count // share),
                slots=1,
                empty_slots=0,
                minutes=60,
                ways=0,
                way_minutes=0,
            )
        )
    uow.db.flush()


def test_it_is_published_once_and_tells_nothing_that_was_typed(
    office: Office, web: FlaskClient
) -> None:
    with begin(office, SYSTEM) as uow:
        a_year(uow)
        admin = a_user(
            uow, Role.CENTRE_ADMIN, an_organisation(uow, "센터", kind=OrganisationKind.CENTRE)
        )
    sign_in(web, admin)
    page = web.get("/coverage/dataset?year=2025").get_data(as_text=True)
    assert "2025년 공개 미리 보기" in page
    with begin(office, SYSTEM) as uow:
        assert not dataset.preview(uow, 2024).tables
    assert web.post("/coverage/dataset/file.zip", data={"year": "2025"}).status_code == 404
    for _ in range(2):
        assert web.post("/coverage/dataset/publish", data={"year": "2025"}).status_code == 303
    again = web.get("/coverage/dataset").get_data(as_text=True)
    assert "이미 공개했어요" in again
    assert "원천징수" not in again, "a number is withheld, not a tax"
    given = ZipFile(
        BytesIO(web.post("/coverage/dataset/file.zip", data={"year": "2025"}).get_data())
    )
    assert given.namelist() == ["coverage-2025.csv", "dictionary.csv", "licence.txt"]
    text = given.read("coverage-2025.csv").decode("utf-8-sig")
    assert TYPED not in text
    assert "안산" not in text
    assert "CC BY 4.0" in given.read("licence.txt").decode()
    lines = list(csv.DictReader(StringIO(text)))
    told = list(csv.DictReader(StringIO(given.read("dictionary.csv").decode("utf-8-sig"))))
    assert [each["column"] for each in told if not each["code"]] == list(COLUMNS)
    known = {(each["column"], each["code"]) for each in told}
    for line in lines:
        for column in COLUMNS[2:-2]:
            assert not line[column] or (column, line[column]) in known, line


def test_nobody_who_subtracts_the_lines_of_the_file_finds_a_small_number(uow: UnitOfWork) -> None:
    a_year(uow)
    lines = dataset.preview(uow, 2025).lines
    cells: dict[tuple[str | None, ...], int] = {}
    withheld: set[tuple[str | None, ...]] = set()
    for line in lines:
        if line["table"] != "language_city":
            continue
        key = tuple(
            None if line[name] == "all" else line[name] for name in ("language", "city", "outcome")
        )
        if line["withheld"] == "1":
            withheld.add(key)
        cells[key] = int(line["sessions"] or 0)
    assert withheld
    for cell, (least, most) in bounds(cells, withheld).items():
        assert most - least >= LEAST - 0.001, cell
    # What two tables share is published in both, and the same.
    for outcome in ("covered", "not_covered"):
        shared = {
            line["sessions"]
            for line in lines
            if line["outcome"] == outcome
            and line["table"] != "cause"
            and {line[name] for name in COLUMNS[2:-3]} <= {"", "all"}
        }
        assert len(shared) == 1
        assert shared != {""}


def test_a_year_that_is_not_over_waits_and_others_publish_nothing(uow: UnitOfWork) -> None:
    a_year(uow, 2026)
    centre = an_organisation(uow, "센터", kind=OrganisationKind.CENTRE)
    admin, desk = (a_user(uow, role, centre) for role in (Role.CENTRE_ADMIN, Role.COORDINATOR))
    with pytest.raises(Refused):
        dataset.publish(acting(uow, admin), 2026)
    with pytest.raises(Forbidden):
        dataset.publish(acting(uow, desk), 2025)
    # What is typed into a hidden field may be a year that no calendar knows.
    for year in (2024, 0, 9999, 10**9):
        with pytest.raises(Refused):
            dataset.publish(acting(uow, admin), year)
    with pytest.raises(NotFound):
        dataset.give(acting(uow, admin), 2024)
    assert [(each.year, each.is_over) for each in dataset.see_years(uow)] == [(2026, False)]


def test_of_many_who_publish_a_year_one_does(office: Office) -> None:
    with begin(office, SYSTEM) as uow:
        a_year(uow)

    def publish(_: int) -> bool:
        try:
            with begin(office, SYSTEM) as uow:
                dataset.publish(uow, 2025)
        except Conflict:
            return False
        return True

    assert sorted(at_once(publish, range(4))) == [False, False, False, True]
    with reading(office, SYSTEM) as uow:
        assert uow.db.get_one(CoverageDataset, 2025).withheld > 0
