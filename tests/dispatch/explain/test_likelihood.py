"""Can this be filled? What a requester is told before anything is promised."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.domain.roles import Role
from dispatch.service.explain.likelihood import fill_likelihood
from foundation.database.work import UnitOfWork
from foundation.security.errors import Forbidden
from foundation.security.permissions import NOBODY
from foundation.text.i18n import translate
from foundation.times.zones import local_clock, local_day
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import Domain, Modality, Tier
from interpreters.domain.standing import Gender
from scheduling.domain.likelihood import FillLikelihood
from scheduling.domain.needs import RequestNeed, settled
from scheduling.domain.states import Strictness
from tests.dispatch.planned import someone
from tests.factories import a_session, a_site, a_user, as_actor
from tests.factories.dispatch import an_assignment


def wish(uow: UnitOfWork, **changes: Any) -> RequestNeed:
    """One hour in Vietnamese, on site, tomorrow at ten."""
    site = a_site(uow)
    ten = uow.now + timedelta(hours=22)
    found = RequestNeed(
        organisation_id=site.organisation_id,
        language=Language.VIETNAMESE,
        domain=Domain.GENERAL,
        tier=Tier.T1,
        modalities=(Modality.ON_SITE,),
        site_id=site.id,
        day=local_day(ten, uow.settings.zone),
        start=local_clock(ten, uow.settings.zone),
        minutes=60,
        team=1,
    )
    return settled(replace(found, **changes), uow.settings)


def said(odds: FillLikelihood) -> tuple[str, list[str]]:
    """The sentence and the tips in English."""
    return translate(odds.sentence, "en"), [translate(tip, "en") for tip in odds.tips]


def test_three_free_people_are_good_odds(uow: UnitOfWork) -> None:
    for _ in range(3):
        someone(uow)
    found = fill_likelihood(uow, wish(uow))
    assert (found.level, found.candidates) == ("high", 3)
    assert said(found) == ("3 interpreters are available at this time.", [])


def test_one_free_person_is_fair_odds(uow: UnitOfWork) -> None:
    someone(uow)
    someone(uow, modalities=("phone",))
    someone(uow, modalities=("phone",))
    found = fill_likelihood(uow, wish(uow))
    assert (found.level, found.candidates) == ("mid", 1)
    sentence, tips = said(found)
    assert sentence == "1 interpreter is available at this time."
    assert tips == ["Available by Phone: 3."]


def test_whoever_could_come_in_any_accepted_mode_counts_once(uow: UnitOfWork) -> None:
    someone(uow)
    someone(uow, modalities=("on_site",))
    someone(uow, modalities=("video",))
    both = (Modality.ON_SITE, Modality.VIDEO)
    assert fill_likelihood(uow, wish(uow, modalities=both)).candidates == 3
    # A team takes part in one mode.
    assert fill_likelihood(uow, wish(uow, modalities=both, team=2)).candidates == 2


def test_nobody_is_told_with_the_cause_and_another_time(uow: UnitOfWork) -> None:
    person = someone(uow, modalities=("on_site",))
    an_assignment(uow, a_session(uow, start="09:30", minutes=45), person)
    found = fill_likelihood(uow, wish(uow))
    assert (found.level, found.candidates) == ("low", 0)
    sentence, tips = said(found)
    assert sentence == "No interpreter at this time: Already booked."
    assert tips == ["Available at 10:45 am: 1."]


def test_a_team_of_two_with_one_is_poor_odds(uow: UnitOfWork) -> None:
    someone(uow)
    found = fill_likelihood(uow, wish(uow, team=2))
    assert (found.level, found.candidates) == ("low", 1)


def test_dropping_a_must_about_gender_is_a_tip(uow: UnitOfWork) -> None:
    someone(uow)
    asked = wish(uow, gender=Gender.FEMALE, gender_strictness=Strictness.REQUIRED)
    _, tips = said(fill_likelihood(uow, asked))
    assert tips == ["Available without the gender preference: 1."]


def test_a_counsellor_may_ask_and_reads_no_name(uow: UnitOfWork) -> None:
    person = someone(uow, name="응우옌 티 하인")
    counsellor = replace(uow, actor=as_actor(uow, a_user(uow, Role.COUNSELLOR)))
    found = fill_likelihood(counsellor, wish(uow))
    assert person.full_name not in repr(found)
    with pytest.raises(Forbidden):
        fill_likelihood(replace(uow, actor=NOBODY), wish(uow))
