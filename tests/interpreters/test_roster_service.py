"""Keeping the roster: who may, what is refused, what is recorded and told."""

from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import event

import app as roof
from accounts.domain.roles import Role
from foundation.database.audit import list_entries
from foundation.database.events import Event
from foundation.database.work import Office, UnitOfWork, begin
from foundation.security.errors import Conflict, Forbidden, NotFound, Refused
from foundation.security.permissions import NOBODY, Permission, the_system
from interpreters.domain.events import StandingMoved
from interpreters.domain.languages import Language, Level
from interpreters.domain.permissions import RosterPermission
from interpreters.domain.profile import Spoken
from interpreters.domain.qualifications import Modality
from interpreters.domain.standing import MoveReason, Standing
from interpreters.service import directory, restrictions, roster
from tests.factories import a_user, an_interpreter, as_actor
from tests.interpreters.test_roster_domain import LAN

ACTIVE, PAUSED = Standing.ACTIVE, Standing.PAUSED


def as_reader(uow: UnitOfWork, *permissions: Permission) -> UnitOfWork:
    """The same work by somebody who may do only this."""
    uow.actor = the_system("somebody", permissions)
    return uow


def test_somebody_admitted_gets_the_next_free_code(uow: UnitOfWork) -> None:
    an_interpreter(uow, code="INT-041")
    an_interpreter(uow, code="OLD-900")

    person = roster.admit(uow, LAN)

    assert (person.code, person.standing) == ("INT-042", Standing.APPLICANT)
    assert list_entries(uow.db, subject=str(person.id))[0].name == "interpreter.admitted"


def test_a_code_is_given_once(uow: UnitOfWork) -> None:
    roster.admit(uow, LAN, code="int-7")

    for code, reason in (
        ("INT-7", "already in use"),
        ("-7", "capital letters"),
        ("가 B", "capital"),
    ):
        with pytest.raises(Refused, match=reason) as refused:
            roster.admit(uow, LAN, code=code)
        assert list(refused.value.problems) == ["code"]


def test_a_change_is_recorded_by_the_names_of_its_fields(uow: UnitOfWork) -> None:
    person = roster.admit(uow, LAN)
    wanted = replace(
        LAN,
        max_travel_km=5,
        modalities=frozenset({Modality.PHONE}),
        languages=(Spoken(Language.LAO), Spoken(Language.VIETNAMESE, Level.BASIC)),
    )

    roster.change(uow, person.id, wanted, version=person.version)

    entry = list_entries(uow.db, subject=str(person.id))[0]
    assert (entry.name, entry.facts["fields"]) == (
        "interpreter.changed",
        ["max_travel_km", "modalities", "languages"],
    )
    found = directory.get(uow, person.id)
    assert [s.language for s in found.languages] == ["lo", "vi"]
    assert roster.modalities_of(found) == {Modality.PHONE}


def test_two_people_changing_one_record_do_not_overwrite_each_other(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        person = roster.admit(uow, LAN)
    with begin(any_office, the_system()) as uow:
        roster.change(uow, person.id, replace(LAN, notes="first"), version=1)

    with pytest.raises(Conflict), begin(any_office, the_system()) as uow:
        roster.change(uow, person.id, replace(LAN, notes="second"), version=1)

    with begin(any_office, the_system()) as uow:
        assert directory.get(uow, person.id).notes == "first"


def test_a_move_is_recorded_and_told(uow: UnitOfWork, news: list[Event]) -> None:
    person = an_interpreter(uow)

    roster.move(uow, person.id, PAUSED, reason=MoveReason.AWAY, version=person.version)

    assert person.standing is PAUSED
    entry = list_entries(uow.db, subject=str(person.id))[0]
    assert entry.facts == {"before": "active", "after": "paused", "reason": "away"}
    assert news == [StandingMoved(person.id, PAUSED)]


def test_a_move_that_is_not_allowed_is_refused(uow: UnitOfWork) -> None:
    person = an_interpreter(uow, standing=Standing.LEFT)

    with pytest.raises(Refused, match="cannot change"):
        roster.move(uow, person.id, ACTIVE, reason=MoveReason.BACK, version=person.version)
    with pytest.raises(Conflict):
        roster.move(uow, person.id, Standing.APPLICANT, reason=MoveReason.BACK, version=99)


def test_an_account_belongs_to_one_person(uow: UnitOfWork) -> None:
    user = a_user(uow, Role.INTERPRETER, email="lan@ieum.example")
    person = roster.admit(uow, LAN, email=" LAN@ieum.example")

    assert person.user_id == user.id
    assert directory.email_of(uow, person) == "lan@ieum.example"
    with pytest.raises(Refused, match="belongs to another interpreter"):
        roster.admit(uow, LAN, email="lan@ieum.example")
    with pytest.raises(Refused, match="no account"):
        roster.admit(uow, LAN, email="nobody@ieum.example")


def test_only_whoever_may_change_the_roster_changes_it(uow: UnitOfWork) -> None:
    person = an_interpreter(uow)
    restriction = uuid4()
    as_reader(uow, *(roof.GRANTS[Role.CENTRE_ADMIN] - {RosterPermission.ROSTER_CHANGE}))
    acts: list[Callable[[], object]] = [
        lambda: roster.admit(uow, LAN),
        lambda: roster.change(uow, person.id, LAN, version=1),
        lambda: roster.move(uow, person.id, PAUSED, reason=MoveReason.AWAY, version=1),
        lambda: restrictions.end(uow, restriction),
    ]

    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_the_pages_of_the_roster_need_its_permission(uow: UnitOfWork) -> None:
    person = an_interpreter(uow)
    as_reader(uow, RosterPermission.PROFILE_OWN)

    for act in (directory.open_record, directory.history):
        with pytest.raises(Forbidden):
            act(uow, person.id)


def test_people_change_their_own_terms_and_only_theirs(uow: UnitOfWork) -> None:
    user = a_user(uow, Role.INTERPRETER)
    mine = an_interpreter(uow, user=user)
    other = an_interpreter(uow, max_travel_km=60)
    uow.actor = as_actor(uow, user)

    roster.change_own(
        uow,
        max_travel_km=7,
        modalities=frozenset({Modality.VIDEO}),
        phone_number="010-1234-5678",
        version=mine.version,
    )

    assert (mine.max_travel_km, roster.modalities_of(mine)) == (7, {Modality.VIDEO})
    assert directory.phone_number_of(uow, mine) == "010-1234-5678"
    assert other.max_travel_km == 60
    with pytest.raises(Forbidden):
        directory.phone_number_of(uow, other)


def test_a_phone_number_is_not_in_clear_in_the_database(any_office: Office) -> None:
    with begin(any_office, the_system()) as uow:
        user = a_user(uow, Role.INTERPRETER)
        mine = an_interpreter(uow, user=user)
        actor = as_actor(uow, user)
    with begin(any_office, actor) as uow:
        roster.change_own(
            uow,
            max_travel_km=7,
            modalities=frozenset(Modality),
            phone_number="010-1234-5678",
            version=1,
        )

    with begin(any_office, the_system()) as uow:
        stored = str(uow.db.execute(sa.text("SELECT * FROM interpreter")).all())
        trail = str([entry.facts for entry in list_entries(uow.db)])
        assert "1234" not in stored + trail
        assert "test:" in stored
        assert directory.phone_number_of(uow, directory.get(uow, mine.id)) == "010-1234-5678"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"phone_number": "call me"}, "phone_number"),
        ({"max_travel_km": 900}, "max_travel_km"),
        ({"modalities": frozenset[Modality]()}, "modalities"),
    ],
)
def test_own_terms_that_make_no_sense_are_refused(
    uow: UnitOfWork, values: dict[str, object], field: str
) -> None:
    user = a_user(uow, Role.INTERPRETER)
    mine = an_interpreter(uow, user=user)
    uow.actor = as_actor(uow, user)
    terms: dict[str, object] = {
        "max_travel_km": 7,
        "modalities": frozenset(Modality),
        "phone_number": "",
        "version": mine.version,
        **values,
    }

    with pytest.raises(Refused) as refused:
        roster.change_own(uow, **terms)  # pyright: ignore[reportArgumentType]  a table of cases
    assert list(refused.value.problems) == [field]


def test_whoever_is_not_on_the_roster_has_no_record_of_their_own(uow: UnitOfWork) -> None:
    uow.actor = as_actor(uow, a_user(uow, Role.INTERPRETER))

    with pytest.raises(NotFound):
        directory.get_own(uow)
    assert directory.find_by_user(uow, NOBODY.user_id) is None


def test_the_directory_loads_everything_that_dispatch_needs_in_few_questions(
    uow: UnitOfWork,
) -> None:
    for _ in range(5):
        an_interpreter(uow, languages=("vi", "en"), levels=("L2",))
    an_interpreter(uow, standing=PAUSED)
    uow.db.expire_all()
    uow.db.expunge_all()
    questions: list[str] = []
    bind = uow.db.get_bind()

    def count(_: object, __: object, statement: str, *___: object) -> None:
        questions.append(statement)

    event.listen(bind, "before_cursor_execute", count)

    found = directory.list_active(uow)

    assert len(found) == 5
    assert sum(len(p.languages) + len(p.restrictions) for p in found) == 10
    assert len(questions) == 3
    assert directory.list_by_ids(uow, [found[0].id])[0].code == found[0].code
    assert directory.list_by_codes(uow, [found[1].code])[0].id == found[1].id
