"""A person's names: entered by herself, checked by the centre, and then the same everywhere."""

import pytest
import sqlalchemy as sa
from flask import Flask

import app as roof
from accounts.domain.roles import Role
from accounts.service import own_account
from accounts.store.tables import User
from foundation.database.work import Office, UnitOfWork, begin
from foundation.messages.outbox import Message
from foundation.security.errors import Conflict, Refused
from foundation.security.permissions import Actor, the_system
from interpreters.domain.profile import Profile, Spoken
from interpreters.service import directory, roster
from tests.factories import a_user
from tests.pdf_text import pdf_text
from tests.signing_in import sign_in
from tests.training.certified import a_centre, a_granted, a_holder
from training.domain.documents import Verdict
from training.domain.names import Names
from training.service.documents import documents, names, printing, verification
from training.service.people import learners
from training.store.tables import Learner

HANH = Names("응우옌 티 하인", "NGUYEN THI HANH", "Nguyễn Thị Hạnh")


def acting(user: User) -> Actor:
    """Signed in as a trainee and interpreter."""
    roles = ((user.id, Role.INTERPRETER),)
    return Actor(user.id, user.full_name, roles=roles, grants=roof.GRANTS)


@pytest.fixture
def owner(office: Office) -> User:
    """Somebody with an account and a roster entry of one name, and a certificate."""
    with begin(office, the_system()) as uow:
        a_centre(uow)
        user = a_user(uow, Role.INTERPRETER, full_name="예시 소피아")
        held = a_granted(uow, a_holder(uow, user=user))
        documents.issue_certificate(uow, held.id)
    return user


def learner_of(uow: UnitOfWork, user: User) -> Learner:
    entry = directory.find_by_user(uow, user.id)
    assert entry is not None
    return learners.of_interpreter(uow, entry.id)


def name_in_every_place(uow: UnitOfWork, user: User) -> set[str]:
    learner = learner_of(uow, user)
    entry = directory.find_by_user(uow, user.id)
    account = uow.db.scalar(sa.select(User.full_name).where(User.id == user.id))
    assert entry is not None
    return {learner.full_name, entry.full_name, account or ""}


def test_what_she_enters_counts_once_the_centre_has_checked_it(office: Office, owner: User) -> None:
    with begin(office, acting(owner)) as uow:
        entry = names.enter(uow, HANH).id
    with begin(office, the_system()) as uow:
        assert name_in_every_place(uow, owner) == {"예시 소피아"}
        old = documents.list_of(uow, learner_of(uow, owner))[0]
        corrected = Names(HANH.full_name, "NGUYEN  THI HẠNH", HANH.own_script_name)
        (issued,) = names.check(uow, entry, corrected, reissue=True)
        assert name_in_every_place(uow, owner) == {HANH.full_name}
        document = documents.get(uow, issued.id)
        text = pdf_text(printing.pdf(uow, document))
        for printed in (HANH.full_name, "NGUYEN THI HẠNH", "Nguyễn Thị Hạnh"):
            assert printed in text
        assert verification.look(uow, old.code).verdict is Verdict.SUPERSEDED
        assert documents.newer_than(uow, old) is document
        told = verification.match(uow, issued.code, "nguyen thi hạnh")
        assert told.matched
        assert "Nguyễn" in told.masked_others[0]
        assert "Hạnh" in told.masked_others[0]
        assert "Thị" not in "".join(told.masked_others)
        seen = names.of_learner(uow, learner_of(uow, owner))
        assert seen.decided is not None
        assert (seen.decided.decided_by_name, seen.decided.decided_at) == (uow.actor.name, uow.now)
        assert seen.outdated == []
        assert "이름을 확인했어요" in uow.db.scalars(sa.select(Message.subject)).all()
    with begin(office, the_system()) as uow, pytest.raises(Conflict):
        names.check(uow, entry, HANH)


def test_a_new_account_name_waits_for_the_centre_and_diverges_nowhere(
    office: Office, owner: User
) -> None:
    with begin(office, acting(owner)) as uow:
        user = own_account.change(uow, full_name="김\u202e장관", language="ko")
        assert user.full_name == "예시 소피아"
    with begin(office, the_system()) as uow:
        assert name_in_every_place(uow, owner) == {"예시 소피아"}
        (entry,) = names.waiting(uow)
        assert (entry.full_name, entry.own_script_name) == ("김장관", "ឧទាហរណ៍ សុភា")
        names.turn_down(uow, entry.id, reason="여권과 달라요")
        assert name_in_every_place(uow, owner) == {"예시 소피아"}


def test_whoever_is_neither_trained_nor_sent_changes_the_own_name_at_once(office: Office) -> None:
    with begin(office, the_system()) as uow:
        user = a_user(uow, Role.COUNSELLOR)
    with begin(office, acting(user)) as uow:
        assert own_account.change(uow, full_name="새 이름", language="ko").full_name == "새 이름"
        assert names.queries.list_waiting(uow.db) == []


def test_a_name_corrected_on_the_roster_is_the_name_everywhere(office: Office, owner: User) -> None:
    with begin(office, the_system()) as uow:
        entry = directory.find_by_user(uow, owner.id)
        assert entry is not None
        profile = Profile(
            full_name="예시 소피아나",
            city=entry.city,
            latitude=entry.latitude,
            longitude=entry.longitude,
            languages=tuple(Spoken(s.language, s.level, s.direction) for s in entry.languages),
        )
        roster.change(uow, entry.id, profile, version=entry.version, email=owner.email)
        assert name_in_every_place(uow, owner) == {"예시 소피아나"}
        seen = names.of_learner(uow, learner_of(uow, owner))
        assert [one.printed["holder"]["name"] for one in seen.outdated] == ["예시 소피아"]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Names(""), "full_name"),
        (Names("\u202e\u200f"), "full_name"),
        (Names("김민지 🙂"), "full_name"),
        (Names("김민지", "김민지"), "latin_name"),
        (Names("김민지", "", "محمد"), "own_script_name"),
        (Names("김민지", "KIM 900101"), "latin_name"),
        (Names("김" * 121), "full_name"),
    ],
)
def test_what_cannot_be_a_printed_name_is_refused_at_its_field(
    office: Office, owner: User, wish: Names, field: str
) -> None:
    with begin(office, acting(owner)) as uow, pytest.raises(Refused) as refused:
        names.enter(uow, wish)
    assert set(refused.value.problems) == {field}


def test_nobody_checks_their_own_names(office: Office) -> None:
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER)
    actor = Actor(
        manager.id, "강마루", roles=((manager.id, Role.TRAINING_MANAGER),), grants=roof.GRANTS
    )
    with begin(office, actor) as uow, pytest.raises(Refused):
        names.check(uow, names.enter(uow, Names("강마루")).id, Names("강마루"))


def test_names_are_entered_and_checked_on_pages(
    web_app: Flask, office: Office, owner: User
) -> None:
    with begin(office, the_system()) as uow:
        manager = a_user(uow, Role.TRAINING_MANAGER)
        person = directory.find_by_user(uow, owner.id)
        assert person is not None
        person_id = person.id
    web = web_app.test_client()
    sign_in(web, owner)
    assert "/documents/names" in web.get("/me").get_data(as_text=True)
    assert "/documents/names" in web.get("/account").get_data(as_text=True)
    typed = {"full_name": HANH.full_name, "latin_name": HANH.latin_name}
    wrong = web.post("/documents/names", data={**typed, "latin_name": "하인"})
    assert wrong.status_code == 422
    assert "로마자로" in wrong.get_data(as_text=True)
    assert web.post("/documents/names", data=typed).status_code == 303
    assert "센터 확인을 기다리고" in web.get("/documents/names").get_data(as_text=True)
    sign_in(web, manager)
    assert "확인할 이름 1건" in web.get("/certifications").get_data(as_text=True)
    assert HANH.full_name in web.get("/names").get_data(as_text=True)
    with begin(office, the_system()) as uow:
        (entry,) = names.waiting(uow)
    page = web.get(f"/names/{entry.id}").get_data(as_text=True)
    assert HANH.latin_name in page
    done = web.post(f"/names/{entry.id}", data={**typed, "reissue": "y", "do": "check"})
    assert done.status_code == 303
    assert "이름 확인됨" in web.get(f"/people/{person_id}").get_data(as_text=True)
    assert web.post(f"/names/{entry.id}", data={**typed, "do": "check"}).status_code == 409
    direct = {**typed, "own_script_name": "Nguyễn Thị Hạnh", "reissue": "y"}
    assert web.post(f"/people/{person_id}/names", data=direct).status_code == 303
    with begin(office, the_system()) as uow:
        issued = documents.list_of(uow, learner_of(uow, owner))
        (standing,) = (one for one in issued if one.status.value == "issued")
        assert standing.printed["holder"]["own"] == "Nguyễn Thị Hạnh"
