"""Mentor pairs: who may be a mentor, and both agree themselves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from accounts.store.tables import User
from foundation.database.work import UnitOfWork
from foundation.security.errors import Conflict, NotFound, Refused
from interpreters.domain.languages import Language
from interpreters.domain.qualifications import CertificationLevel, Domain
from interpreters.store.tables import Interpreter
from tests.factories import a_user, an_interpreter, as_actor
from tests.factories.practicum import a_mentor, a_mentorship, a_trainee
from training.domain.mentoring import reason_against_mentor
from training.domain.practicum import MentorshipStatus
from training.service.ledger import practice
from training.service.practicum import mentoring
from training.store.tables import Mentorship

VI = Language.VIETNAMESE
L = CertificationLevel


def acting(uow: UnitOfWork, user: User) -> UnitOfWork:
    return replace(uow, actor=as_actor(uow, user))


def arrange(
    uow: UnitOfWork, mentor: Interpreter, trainee: Interpreter, **values: Any
) -> Mentorship:
    given: dict[str, Any] = {"language": VI, "starts_on": uow.today, **values}
    return mentoring.arrange(uow, mentor.id, trainee.id, **given)


@pytest.mark.parametrize(
    ("levels", "hours", "may"),
    [
        ({L.MENTOR}, 0, True),
        ({L.MEDICAL}, 200, True),
        ({L.MEDICAL}, 199, False),
        ({L.COMMUNITY}, 999, False),
        (set[CertificationLevel](), 999, False),
    ],
)
def test_a_mentor_holds_l4_or_l3_with_hours(
    levels: set[CertificationLevel], hours: int, *, may: bool
) -> None:
    assert (reason_against_mentor(levels, hours * 60, 200) is None) is may


def test_the_pair_is_active_once_both_have_agreed_themselves(uow: UnitOfWork) -> None:
    hanh, her = a_mentor(uow)
    mai, hers = a_trainee(uow)
    pair = arrange(uow, hanh, mai)
    assert pair.status is MentorshipStatus.PROPOSED

    mentoring.agree(acting(uow, hers), pair.id)
    assert (pair.status, pair.trainee_agreed_at) == (MentorshipStatus.PROPOSED, uow.now)

    mentoring.agree(replace(acting(uow, her), now=uow.now + timedelta(hours=1)), pair.id)
    assert pair.status is MentorshipStatus.ACTIVE
    assert pair.mentor_agreed_at == uow.now + timedelta(hours=1)


def test_nobody_agrees_for_somebody_else(uow: UnitOfWork) -> None:
    pair = arrange(uow, a_mentor(uow)[0], a_trainee(uow)[0])
    stranger = a_trainee(uow, "쩐 민 린")[1]

    with pytest.raises(NotFound):
        mentoring.agree(acting(uow, stranger), pair.id)


def test_the_level_must_be_in_the_same_language(uow: UnitOfWork) -> None:
    bilingual = an_interpreter(uow, languages=("vi", "ru"), levels=("L2",))
    mai, _ = a_trainee(uow)

    with pytest.raises(Refused, match="L4, or L3"):
        arrange(uow, bilingual, mai)


def test_hours_served_make_an_l3_interpreter_a_mentor(uow: UnitOfWork) -> None:
    linh = an_interpreter(uow, "쩐 민 린", levels=("L2", "L3-LAB"))
    mai, _ = a_trainee(uow)
    with pytest.raises(Refused, match="200 hours; this one has served 0"):
        arrange(uow, linh, mai)

    practice.note(
        uow,
        linh.id,
        assignment_id=uuid4(),
        held_on=uow.today,
        minutes=200 * 60,
        language=VI,
        domain=Domain.LABOUR,
    )

    assert [able.languages for able in mentoring.list_able(uow)] == [(VI,)]
    assert arrange(uow, linh, mai).language is VI


def test_one_mentor_for_a_language_at_a_time(uow: UnitOfWork) -> None:
    mai, _ = a_trainee(uow)
    first = arrange(uow, a_mentor(uow)[0], mai)
    other = a_mentor(uow, "쩐 민 린")[0]
    with pytest.raises(Conflict, match="has a mentor for this language"):
        arrange(uow, other, mai)

    mentoring.end(uow, first.id)
    assert arrange(uow, other, mai).status is MentorshipStatus.PROPOSED


def test_either_ends_it_at_any_time(uow: UnitOfWork) -> None:
    hanh, _ = a_mentor(uow)
    mai, hers = a_trainee(uow)
    pair = a_mentorship(uow, hanh, mai)

    mentoring.end(acting(uow, hers), pair.id, "moving house")

    assert (pair.status, pair.ends_on) == (MentorshipStatus.ENDED, uow.today)
    with pytest.raises(Conflict):
        mentoring.agree(acting(uow, hers), pair.id)


def test_strangers_see_no_pair(uow: UnitOfWork) -> None:
    pair = a_mentorship(uow, a_mentor(uow)[0], a_trainee(uow)[0])

    with pytest.raises(NotFound):
        mentoring.get(acting(uow, a_user(uow)), pair.id)
