"""`ieum init`: from an empty folder to the first account, by questions or by options."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

import app as roof
from accounts.service import sign_in
from accounts.store.tables import Membership, Organisation, PasswordLink, User
from foundation.cli.context import CliContext
from foundation.database import migrating
from foundation.database.audit import list_entries
from foundation.database.base import make_engine
from foundation.database.kept_settings import KeptSetting

GIVEN = {
    "--centre-name": "경기 새이음센터",
    "--centre-city": "수원시",
    "--centre-phone": "031-000-1010",
    "--admin-name": "이가온",
    "--admin-email": "Gaon@ieum.example",
}
PASSWORD = "낙타 세 마리와 푸른 우산"
Ieum = Callable[..., Result]


@pytest.fixture
def ieum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ieum:
    """Run a command of `ieum` on a database of this test; `typed` is what somebody types."""

    def run(*arguments: str, typed: str = "") -> Result:
        monkeypatch.setenv("IEUM_DATABASE_URL", f"sqlite:///{tmp_path}/ieum.db")
        context = CliContext(
            roof.open_office, roof.create_app, roof.make_jobs, roof.IMPORTS, roof.SECTIONS
        )
        ieum = roof.make_command_line(roof.COMMANDS)
        result = CliRunner().invoke(ieum, arguments, obj=context, input=typed)
        context.new_office.engine.dispose()
        return result

    return run


@pytest.fixture
def migrated(tmp_path: Path, empty_database: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database at the newest schema: migrating takes its time, and one test looks at it."""
    (tmp_path / "ieum.db").write_bytes(empty_database)

    def is_current(engine: sa.Engine) -> bool:
        return bool(engine)

    def is_empty(engine: sa.Engine) -> bool:
        return not engine

    monkeypatch.setattr(migrating, "is_current", is_current)
    monkeypatch.setattr(migrating, "is_empty", is_empty)


def with_options(**changes: str | None) -> list[str]:
    """The options of an ordinary `ieum init`, some of them others or left out."""
    given = {**GIVEN, **{"--" + name.replace("_", "-"): text for name, text in changes.items()}}
    pairs = [(name, text) for name, text in given.items() if text is not None]
    return ["init", "--no-input", *(part for pair in pairs for part in pair)]


def stored(tmp_path: Path) -> Session:
    """The database of this test."""
    return Session(make_engine(f"sqlite:///{tmp_path}/ieum.db"))


def test_options_make_an_empty_folder_a_centre_whose_administrator_gets_a_link(
    ieum: Ieum, tmp_path: Path
) -> None:
    said = ieum(*with_options())

    assert said.exit_code == 0, said.output
    assert "http://127.0.0.1:8000/password?link=" in said.output
    with stored(tmp_path) as db:
        centre = db.scalars(sa.select(Organisation)).one()
        assert (centre.name, centre.name_en, centre.code) == (
            "경기 새이음센터",
            "경기 새이음센터",
            "CTR",
        )
        assert (centre.kind, centre.city, centre.phone) == ("centre", "suwon", "031-000-1010")
        user = db.scalars(sa.select(User)).one()
        assert (user.email, user.password_hash) == ("gaon@ieum.example", "")
        assert [m.role for m in db.scalars(sa.select(Membership))] == ["centre_admin"]
        assert len(db.scalars(sa.select(PasswordLink)).all()) == 1
        noted = {entry.name: entry.actor_name for entry in list_entries(db)}
    assert noted["organisation.added"] == noted["role.granted"] == "init"


@pytest.mark.usefixtures("migrated")
def test_questions_are_asked_again_for_what_is_wrong_and_for_nothing_else(
    ieum: Ieum, tmp_path: Path
) -> None:
    first = ["경기 새이음센터", "", "ctr 1", "부산", "12", "18-9", "이가온", "gaon", "fr"]
    again = ["NEW", "suwon", "031-000-1010", "10:00-17:00", "gaon@ieum.example", "en"]
    passwords = ["password1234", "password1234", PASSWORD, PASSWORD]

    said = ieum("init", typed="\n".join([*first, *again, *passwords, ""]))

    assert said.exit_code == 0, said.output
    for option in ("--centre-code", "--centre-city", "--centre-phone", "--hours", "--admin-email"):
        assert f"{option}: " in said.output
    assert "tried first" in said.output
    assert PASSWORD not in said.output
    assert "link=" not in said.output
    with stored(tmp_path) as db:
        kept = db.scalars(sa.select(KeptSetting)).one()
        assert (kept.name, kept.text) == ("counselling_hours", "10:00,17:00")
        user = db.scalars(sa.select(User)).one()
        credentials = sign_in.Credentials(user.id, user.password_hash, open=True)
    assert sign_in.is_right(credentials, PASSWORD)


@pytest.mark.usefixtures("migrated")
def test_what_is_missing_or_wrong_is_told_line_by_line_and_nothing_is_kept(
    ieum: Ieum, tmp_path: Path
) -> None:
    said = ieum(*with_options(centre_city="Busan", admin_email=None, centre_phone="call us"))

    assert said.exit_code == 1
    assert "--centre-city: There is no city “Busan”." in said.output
    assert "--admin-email: " in said.output
    assert "--centre-phone: " in said.output
    assert "Traceback" not in said.output
    with stored(tmp_path) as db:
        assert db.scalars(sa.select(Organisation)).all() == []


@pytest.mark.usefixtures("migrated")
def test_a_second_init_is_refused(ieum: Ieum) -> None:
    assert ieum(*with_options()).exit_code == 0

    said = ieum(*with_options(admin_email="other@ieum.example", centre_code="OTHER"))

    assert said.exit_code == 1
    assert "There is an account here already." in said.output


@pytest.mark.usefixtures("migrated")
def test_a_centre_that_a_file_brought_is_kept(ieum: Ieum, tmp_path: Path) -> None:
    file = tmp_path / "organisations.csv"
    file.write_text("code,name,kind,city,phone\nGGC,경기센터,centre,suwon,031-000-2020\n")
    assert ieum("import", str(file)).exit_code == 0

    said = ieum("init", "--no-input", "--admin-name", "이가온", "--admin-email", "g@ieum.example")

    assert said.exit_code == 0, said.output
    assert "The centre is there already: 경기센터." in said.output
    with stored(tmp_path) as db:
        assert [each.code for each in db.scalars(sa.select(Organisation))] == ["GGC"]


def test_an_older_schema_is_told_in_one_line(ieum: Ieum) -> None:
    assert ieum("migrate", "--revision", "0003").exit_code == 0

    said = ieum(*with_options())

    assert (said.exit_code, said.output.count("\n")) == (1, 1)
    assert "run `ieum migrate`" in said.output
