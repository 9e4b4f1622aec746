"""Asking to become an interpreter: what is said, agreed to and confirmed, and whom the centre calls."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

import app as roof
from accounts.domain.roles import Role
from accounts.store.tables import Membership, PrivacyConsent, User
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.jobs import run_until_idle
from foundation.messages import outbox
from foundation.messages.outbox import Message
from foundation.security.errors import Refused
from foundation.security.permissions import the_system
from interpreters.domain.languages import Language, Level
from interpreters.domain.profile import Profile, Spoken
from interpreters.domain.standing import MoveReason, Standing
from interpreters.service import directory, roster
from interpreters.store.tables import Interpreter, SpokenLanguage
from tests.factories import a_user, an_organisation
from tests.signing_in import sign_in
from training.service.enrolment import applications
from training.store.tables import Learner

HA = "ha@ieum.example"
JOIN = {
    "full_name": "쩐 티 하",
    "email": HA,
    "city": "ansan",
    "phone_number": "010-1234-5678",
    "languages": ["vi", "en"],
    "level": "fluent",
    "consent": "y",
    "reads": "en",
}

ASKING = applications.Asking(
    full_name="쩐 티 하",
    email=HA,
    phone_number="010-1234-5678",
    city="ansan",
    languages=[Language.VIETNAMESE],
    level=Level.FLUENT,
    consent=applications.CONSENT_VERSION,
)


class TestJoining:
    @pytest.fixture(autouse=True)
    def centre(self, office: Office) -> None:
        with begin(office, the_system()) as uow:
            centre = an_organisation(uow, kind="centre")
            a_user(uow, Role.TRAINING_MANAGER, centre, email="training@ieum.example")

    def people(self, office: Office) -> tuple[int, int, int]:
        with reading(office, the_system()) as uow:
            return tuple(
                uow.db.scalar(sa.select(sa.func.count()).select_from(table)) or 0
                for table in (User, Interpreter, Learner)
            )  # pyright: ignore[reportReturnType]  three of them

    def test_an_asking_makes_applicant_learner_and_trainee_and_tells_both_sides(
        self, web: FlaskClient, office: Office
    ) -> None:
        answer = web.post("/join", data=JOIN)
        assert (answer.status_code, answer.location) == (303, "/join/thanks")
        assert self.people(office) == (1, 0, 0)
        run_until_idle(office, roof.make_jobs(office))
        with reading(office, the_system()) as uow:
            user = uow.db.scalars(sa.select(User).where(User.email == HA)).one()
            entry = uow.db.scalars(sa.select(Interpreter)).one()
            learner = uow.db.scalars(sa.select(Learner)).one()
            roles = uow.db.scalars(
                sa.select(Membership.role).where(Membership.user_id == user.id)
            ).all()
            told = set(uow.db.scalars(sa.select(Message.to)))
        assert (entry.user_id, entry.standing, entry.city) == (user.id, Standing.APPLICANT, "ansan")
        assert (learner.user_id, learner.interpreter_id) == (user.id, entry.id)
        assert list(roles) == [Role.TRAINEE]
        assert told == {HA, "training@ieum.example"}
        # What she said is kept as said, and nothing that nobody said is shown as a fact.
        assert entry.self_declared
        with reading(office, the_system()) as uow:
            spoken = uow.db.scalars(sa.select(SpokenLanguage.level)).all()
            assert directory.phone_number_of(uow, entry) == "010-1234-5678"
            agreed = uow.db.scalars(sa.select(PrivacyConsent)).one()
        assert set(spoken) == {Level.FLUENT}
        assert (agreed.user_id, agreed.version) == (user.id, applications.CONSENT_VERSION)

    def test_a_known_address_gets_the_same_answer_and_nothing_new(
        self, web_app: Flask, office: Office
    ) -> None:
        known = {**JOIN, "email": "Training@ieum.example"}
        before = self.people(office)
        first = web_app.test_client().post("/join", data=JOIN)
        second = web_app.test_client().post("/join", data=known)
        assert (first.status_code, first.location, first.get_data()) == (
            second.status_code,
            second.location,
            second.get_data(),
        )
        assert self.people(office) == before
        run_until_idle(office, roof.make_jobs(office))
        assert self.people(office) == tuple(n + 1 for n in before)

    def test_what_is_missing_is_said_and_kept(self, web: FlaskClient, office: Office) -> None:
        answer = web.post("/join", data={**JOIN, "email": "nowhere", "languages": ["vi"]})
        assert answer.status_code == 422
        assert "쩐 티 하" in answer.get_data(as_text=True)
        assert web.post("/join", data={**JOIN, "city": "atlantis"}).status_code == 422
        assert web.post("/join", data={}).status_code == 422
        for name, value in (
            ("consent", ""),
            ("phone_number", "call me"),
            ("email", "v1@x.example,victim@y.example"),
            ("full_name", "\u202e\u2066"),
        ):
            wrong = web.post("/join", data={**JOIN, name: value})
            assert wrong.status_code == 422
            assert f'href="#{name}"' in wrong.get_data(as_text=True)
        run_until_idle(office, roof.make_jobs(office))
        assert self.people(office)[1] == 0

    def test_asking_again_before_the_first_password_sends_a_link_that_works(
        self, web: FlaskClient, office: Office
    ) -> None:
        for _ in range(2):
            web.post("/join", data=JOIN)
            run_until_idle(office, roof.make_jobs(office))
        with reading(office, the_system()) as uow:
            mine = sa.select(Message.body).where(Message.to == HA)
            bodies = uow.db.scalars(mine.order_by(Message.created_at, Message.id)).all()
        assert len(bodies) == 2
        assert all(outbox.HIDDEN in body for body in bodies)
        assert any("is here already" in body for body in bodies)

    def test_the_training_manager_sees_whom_to_call_and_sends_the_link_again(
        self, web: FlaskClient, office: Office
    ) -> None:
        web.post("/join", data=JOIN)
        run_until_idle(office, roof.make_jobs(office))
        with reading(office, the_system()) as uow:
            manager = uow.db.scalars(
                sa.select(User).where(User.email == "training@ieum.example")
            ).one()
            entry = uow.db.scalars(sa.select(Interpreter)).one()
        sign_in(web, manager)
        page = web.get("/training/newcomers").get_data(as_text=True)
        assert "010-1234-5678" in page
        assert HA in page
        sent = web.post(f"/training/newcomers/{entry.id}/link", follow_redirects=True)
        link = re.search(r"/password\?link=([\w-]+)", sent.get_data(as_text=True))
        assert link is not None
        chosen = {"link": link.group(1), "password": "a quiet river at dusk"}
        applicant = web.application.test_client()
        assert applicant.post("/password", data=chosen).status_code == 303
        # Whoever has a password is nobody's to send links to any more.
        web.post(f"/training/newcomers/{entry.id}/link")
        assert "/password?link=" not in web.get("/training/newcomers").get_data(as_text=True)

    def test_what_somebody_said_about_herself_is_checked_before_she_is_sent(
        self, uow: UnitOfWork
    ) -> None:
        applications.ask(uow, ASKING)
        entry = uow.db.scalars(sa.select(Interpreter)).one()

        def make_active() -> None:
            person = directory.get(uow, entry.id)
            roster.move(
                uow, entry.id, Standing.ACTIVE, reason=MoveReason.CHECKED, version=person.version
            )

        with pytest.raises(Refused, match="given by the applicant"):
            make_active()
        profile = Profile(
            full_name=entry.full_name,
            city="ansan",
            latitude=37.3,
            longitude=126.8,
            languages=(Spoken(Language.VIETNAMESE),),
        )
        roster.change(uow, entry.id, profile, version=directory.get(uow, entry.id).version)
        make_active()
        assert not directory.get(uow, entry.id).self_declared

    def test_applicants_who_never_chose_a_password_are_forgotten_after_a_year(
        self, uow: UnitOfWork
    ) -> None:
        applications.ask(uow, ASKING)
        before = uow.db.scalars(sa.select(User.email)).all()
        applications.forget_old(uow)
        assert uow.db.scalars(sa.select(User.email)).all() == before
        uow.now += timedelta(days=367)
        applications.forget_old(uow)
        assert uow.db.scalars(sa.select(User.email)).all() == ["training@ieum.example"]
        assert uow.db.scalars(sa.select(Interpreter)).all() == []

    def test_too_many_askings_are_stopped_by_the_database(self, web: FlaskClient) -> None:
        per_address = applications.MOST_PER_ADDRESS_A_DAY
        statuses = [web.post("/join", data=JOIN).status_code for _ in range(per_address + 1)]
        assert statuses == [303] * per_address + [429]
        rest = applications.MOST_PER_HOUR - len(statuses)
        more = [
            web.post("/join", data={**JOIN, "email": f"n{n}@ieum.example"}).status_code
            for n in range(rest + 2)
        ]
        assert set(more[: rest - 1]) == {303}
        assert more[-1] == 429


def test_another_language_keeps_what_was_typed(web: FlaskClient) -> None:
    page = web.get("/join").get_data(as_text=True)
    assert 'form="join-form" formnovalidate formaction="/language/en?again=/join/again"' in page
    typed = {"full_name": "예시다", "phone_number": "010-1234", "languages": "vi"}
    chosen = web.post("/language/en?again=/join/again", data=typed)
    assert (chosen.status_code, chosen.location) == (307, "/join/again")
    shown = web.post("/join/again", data=typed).get_data(as_text=True)
    assert 'value="예시다"' in shown
    assert "Become an interpreter" in shown
    assert web.post("/language/en?again=//elsewhere.example", data=typed).location == "/"
