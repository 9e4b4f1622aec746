"""What becomes of a seat: exact against simulation, from own people as they should count, and on its page."""

import random
from datetime import timedelta
from math import prod

import pytest
from flask.testing import FlaskClient

from accounts.domain.roles import Role
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Forbidden
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain
from tests.factories import (
    a_certification,
    a_cohort,
    a_course,
    a_user,
    an_enrolment,
    an_interpreter,
)
from tests.factories.assessment import acting
from tests.signing_in import sign_in
from training.domain.certifications import GrantRoute
from training.domain.courses import CohortStatus
from training.domain.yields import BetaShare, Tried, YieldStep, product_of, yield_from
from training.service.people import learners
from training.service.proposals import yields
from training.store.tables import PracticeEntry

S = YieldStep
VI, KM = Language.VIETNAMESE, Language.KHMER
OWN = {S.COMPLETED: Tried(20, 24), S.CERTIFIED: Tried(12, 18), S.ACTIVE: Tried(7, 9)}
DRAWN = 20_000


@pytest.mark.parametrize(
    ("a", "b", "share", "value"),
    # From the beta distribution of scipy 1.17.
    [
        (24.5, 6.5, 0.1, 0.69385543),
        (24.5, 6.5, 0.5, 0.79661807),
        (300, 700, 0.9, 0.31865213),
        (0.5, 0.5, 0.1, 0.02447174),
        (1, 1, 0.9, 0.9),
    ],
)
def test_quantiles_are_those_of_the_beta_distribution(
    a: float, b: float, share: float, value: float
) -> None:
    assert BetaShare(a, b).quantile(share) == pytest.approx(value, abs=1e-7)


@pytest.mark.parametrize("own", [OWN, {}], ids=["own cohorts", "figures of others"])
def test_the_product_is_what_a_simulation_finds(own: dict[YieldStep, Tried]) -> None:
    found, dice = yield_from(CertificationLevel.MEDICAL, own), random.Random(8)
    drawn = sorted(
        prod(dice.betavariate(step.share.a, step.share.b) for step in found.steps)
        for _ in range(DRAWN)
    )
    mean = sum(drawn) / DRAWN
    assert found.mean == pytest.approx(mean, abs=0.003)
    assert found.share.variance == pytest.approx(
        sum((each - mean) ** 2 for each in drawn) / DRAWN, rel=0.05
    )
    # The interval is that of a distribution with the same mean and variance, not of the product itself.
    assert found.low == pytest.approx(drawn[DRAWN // 10], abs=0.015)
    assert found.high == pytest.approx(drawn[DRAWN * 9 // 10], abs=0.015)
    of, counts = found.of_seats(20), list[int]()
    for share in drawn[::20]:
        counts.append(sum(dice.random() < share for _ in range(20)))
    counts.sort()
    assert of.mean == pytest.approx(20 * mean, abs=0.06)
    assert abs(of.low - counts[len(counts) // 10]) <= 1
    assert abs(of.high - counts[len(counts) * 9 // 10]) <= 1


def test_what_others_report_counts_for_less_and_less() -> None:
    court = CertificationLevel.COURT
    of_court = next(each for each in yield_from(court, {}).steps if each.step is S.CERTIFIED)
    assert of_court.share.mean == pytest.approx(82 / 416)
    # Not as 416 people: twenty of our own weigh as much.
    own = yield_from(court, {S.CERTIFIED: Tried(20, 20)}).steps[1].share
    assert own.mean == pytest.approx((20 * 82 / 416 + 20) / 40)
    # Where no examination is alike, own people are soon all that counts.
    own = yield_from(CertificationLevel.COMMUNITY, {S.CERTIFIED: Tried(20, 20)}).steps[1].share
    assert own.mean > 0.88
    assert product_of([BetaShare(3, 1)]).a == pytest.approx(3)


def test_a_language_leans_on_the_others_as_twenty_people() -> None:
    whole = {S.COMPLETED: Tried(160, 200)}
    none = yield_from(CertificationLevel.COMMUNITY, whole, {}).steps[0]
    assert (none.own, round(none.share.a + none.share.b)) == (Tried(), 20)
    mine = yield_from(CertificationLevel.COMMUNITY, whole, {S.COMPLETED: Tried(2, 10)}).steps[0]
    assert 0.2 < mine.share.mean < none.share.mean < 0.82


def a_past(uow: UnitOfWork) -> None:
    """A cohort that ended long ago: who completed it, who was certified, who served; and others who do not count."""
    course = a_course(uow, scheme_code="L2")
    old = uow.now - timedelta(days=400)
    cohort = a_cohort(uow, course, status=CohortStatus.CLOSED, first_class=old)
    fresh = a_cohort(
        uow, course, status=CohortStatus.CLOSED, first_class=uow.now - timedelta(days=60)
    )
    running = a_cohort(uow, course, status=CohortStatus.RUNNING)
    for status in ("dropped", "not_completed"):
        an_enrolment(uow, cohort, status=status, language=VI)
    an_enrolment(uow, running, status="attending", language=VI)
    an_enrolment(uow, fresh, status="completed", language=VI)
    for served, language, held in (
        (True, VI, False),
        (False, VI, False),
        (False, KM, False),
        (True, VI, True),
    ):
        person = an_interpreter(uow, languages=(language.value,), levels=())
        learner = learners.of_interpreter(uow, person.id)
        an_enrolment(uow, cohort, learner=learner, status="completed", language=language)
        began = uow.today - timedelta(days=300)
        if held:
            # A refresher of what she held already says nothing of newcomers.
            a_certification(uow, person.id, language="vi", valid_from=began - timedelta(days=200))
        elif language is VI:
            a_certification(
                uow, person.id, language="vi", valid_from=began, route=GrantRoute.LADDER
            )
        for days in (30, 120) if served else (30,):
            uow.db.add(
                PracticeEntry(
                    learner_id=learner.id,
                    assignment_id=an_enrolment(uow, running, status="withdrawn").id,
                    held_on=began + timedelta(days=days),
                    minutes=60,
                    language=language,
                    domain=Domain.GENERAL,
                )
            )
    uow.db.flush()


def test_own_people_count_once_their_result_is_there(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        a_past(uow)
        level = CertificationLevel.COMMUNITY
        found = yields.expected_yield(uow, level)
        assert [each.own for each in found.steps] == [Tried(5, 7), Tried(2, 3), Tried(1, 2)]
        of_vi = yields.expected_yield(uow, level, VI)
        assert [each.own for each in of_vi.steps] == [Tried(4, 6), Tried(2, 2), Tried(1, 2)]
        assert yields.expected_yield(uow, CertificationLevel.COURT).steps[0].own == Tried()
        with pytest.raises(Forbidden):
            yields.expected_yield(acting(uow, a_user(uow, Role.TRAINER)), level)


def test_the_page_shows_every_step_with_its_own_figures(office: Office, web: FlaskClient) -> None:
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER, language="en")
        trainer = a_user(uow, Role.TRAINER)
        a_past(uow)
    sign_in(web, manager)
    page = web.get("/training/yield?seats=10").text
    assert "Of 10 seats" in page
    assert "own: 5 of 7" in page
    assert "82 of 416" in page
    assert "own: 4 of 6" in web.get("/training/yield?language=vi&seats=nonsense").text
    assert "Of 500 seats" in web.get("/training/yield?seats=9999").text
    sign_in(web, trainer)
    assert web.get("/training/yield").status_code == 403
