"""What a course is called is printed: signs that no font has are refused where they are typed."""

import pytest

from foundation.database.work import UnitOfWork
from foundation.security.errors import Refused
from training.service.catalogue import courses
from training.service.catalogue.courses import Description, Rules


def a_course(uow: UnitOfWork, code: str, title: str) -> str:
    return courses.add(uow, Description(code=code, title=title), Rules(planned_minutes=600)).code


def test_a_sign_that_no_font_has_is_named_beside_the_title(uow: UnitOfWork) -> None:
    with pytest.raises(Refused) as refused:
        a_course(uow, "BASIC-40", "기초 과정 🙂")
    assert list(refused.value.problems) == ["title"]
    assert "U+1F642" in str(refused.value.problems["title"][0])
    assert a_course(uow, "BASIC-40", "기초 과정 – Khóa cơ bản") == "BASIC-40"


def test_a_course_has_one_code_however_it_is_typed(uow: UnitOfWork) -> None:
    assert a_course(uow, "basic–40 ", "기초 과정") == "BASIC-40"
    with pytest.raises(Refused, match="already in use"):
        a_course(uow, "ＢＡＳＩＣ-40", "다른 과정")
    with pytest.raises(Refused, match="registration"):
        a_course(uow, "900101-1234567", "다른 과정")
