"""The demo from the command line, and its files imported into an empty database."""

from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from sqlalchemy.engine import Engine
from sqlalchemy.orm import joinedload

import app as roof
from dispatch.domain.claims import ClaimKind, ClaimState
from dispatch.store.tables import PayClaim
from foundation.cli.context import CliContext
from foundation.database.base import Base, make_engine
from foundation.database.work import reading
from foundation.security.permissions import the_system
from foundation.times.clock import utc_now
from tests.conftest import open_office
from tests.dispatch.claims.by_hand import compare_claims, compare_statements

EXAMPLES = Path(__file__).parent.parent / "docs" / "examples"
# Made anew each time or by hand of somebody: instants, secrets and what only the demo adds.
NOT_COMPARED = {
    "password_hash",
    "encrypted_note",
    "encrypted_phone_number",
    # the interpreter of the sign-in page also works by video and phone in the demo
    "video",
    "phone",
    # and has names that the centre has checked
    "latin_name",
    "own_script_name",
    # a part of its plan has been sent, and with it the mode and the start are settled
    "state",
    "modality",
    "wished_start_at",
    "cause",
    "warned",
    "starts_at",
    "facts",
    # in the demo most people came in earlier seasons
    "joined_on",
    "version",
    "scheme_version_id",
    "certification_id",
}
# So many claims of sessions are compared with the cards at least, and so many months are closed.
MANY, CLOSED_MONTHS = 500, 2
COMPARED = (
    "organisation",
    "site",
    "app_user",
    "membership",
    "interpreter",
    "spoken_language",
    "scheme",
    "learner",
    "certification",
    "certification_evidence",
    "restriction",
    "weekly_availability",
    "availability_exception",
    "class_meeting",
    "class_place",
    "series",
    "request",
    "counselling_session",
)


@pytest.fixture
def ieum(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command of `ieum` on a database of this test."""

    def run(*arguments: str, database: str = "demo.db") -> Result:
        monkeypatch.setenv("IEUM_DEMO", "1")
        monkeypatch.setenv("IEUM_DATABASE_URL", f"sqlite:///{tmp_path}/{database}")
        context = CliContext(roof.open_office, roof.create_app, roof.make_jobs, roof.IMPORTS)
        result = CliRunner().invoke(roof.make_command_line(roof.COMMANDS), arguments, obj=context)
        context.new_office.engine.dispose()
        return result

    return run


@pytest.mark.wide
@pytest.mark.timeout(400)
def test_the_demo_plans_a_week_and_its_files_import_to_the_same(
    ieum: Callable[..., Result], tmp_path: Path
) -> None:
    demo = ieum("demo", "--seconds", "2")
    assert demo.exit_code == 0, demo.output
    for line in ("sessions", "filled", "unfilled", "travel minutes", "proven gap", "seconds"):
        assert line in demo.output
    assert "coordinator@ieum.example" in demo.output
    assert "practicum: 0 places" not in demo.output
    assert "comparison: 2 trial plans" in demo.output
    assert counselling_meanwhile(tmp_path / "demo.db") == []
    assert how_trials_stand(tmp_path / "demo.db") == ["done", "done"]
    pay_adds_up(tmp_path / "demo.db")

    monday = demo.output.split("Plan ")[1][:10]
    assert ieum("migrate", database="other.db").exit_code == 0
    imported = ieum("import", str(EXAMPLES), "--first-monday", monday, database="other.db")
    assert imported.exit_code == 0, imported.output
    assert "requests.csv: 600 rows imported" in imported.output

    # The demo adds the half year that its school played; everything of the files is in it.
    played = contents(tmp_path / "demo.db")
    for table, rows in contents(tmp_path / "other.db").items():
        assert [row for row in rows if row not in played[table]] == [], table
        assert rows


def test_a_bad_file_is_named_by_row_and_column_and_nothing_is_kept(
    ieum: Callable[..., Result], tmp_path: Path
) -> None:
    assert ieum("migrate").exit_code == 0
    for name in ("organisations", "sites", "users"):
        assert ieum("import", str(EXAMPLES / f"{name}.csv")).exit_code == 0
    header, first = (EXAMPLES / "interpreters.csv").read_text().splitlines()[:2]
    broken = tmp_path / "interpreters.csv"
    broken.write_text(f"{header}\n{first.replace(':native:', ':splendid:', 1)}\n")

    result = ieum("import", str(broken))

    assert result.exit_code == 1
    assert "interpreters.csv:2: languages: " in result.output
    assert contents(tmp_path / "demo.db")["interpreter"] == []


# Whoever is asked, drafted or assigned while they counsel in a session that they asked for: read off the rows alone.
COUNSELLING_MEANWHILE = """
WITH taken (who, session, starts, ends) AS (
    SELECT d.interpreter_id, d.session_id, julianday(d.starts_at), julianday(d.starts_at) + s.minutes / 1440.0
    FROM draft_assignment d JOIN counselling_session s ON s.id = d.session_id JOIN plan_run r ON r.id = d.run_id
    WHERE r.state = 'done' AND d.interpreter_id IS NOT NULL
    UNION ALL SELECT interpreter_id, session_id, julianday(starts_at), julianday(ends_at)
    FROM assignment WHERE state IN ('held', 'confirmed')
    UNION ALL SELECT o.interpreter_id, o.session_id, julianday(o.starts_at), julianday(o.starts_at) + s.minutes / 1440.0
    FROM offer o JOIN counselling_session s ON s.id = o.session_id WHERE o.state IN ('sent', 'viewed')
)
SELECT i.code, r.reference, theirs.reference
FROM taken JOIN interpreter i ON i.id = taken.who
JOIN request r ON r.requester_id = i.user_id
JOIN counselling_session own ON own.request_id = r.id AND own.state IN ('requested', 'planned', 'staffed')
JOIN counselling_session s ON s.id = taken.session JOIN request theirs ON theirs.id = s.request_id
WHERE taken.starts + 0.0001 < julianday(own.starts_at) + own.minutes / 1440.0 AND julianday(own.starts_at) + 0.0001 < taken.ends
"""


def counselling_meanwhile(path: Path) -> list[tuple[str, str, str]]:
    """Who, their own session, and the one that they would interpret at the same time."""
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        counsel = "SELECT count(*) FROM request r JOIN interpreter i ON i.user_id = r.requester_id"
        assert connection.scalar(sa.text(counsel)), "nobody in the demo does both"
        found = [tuple(row) for row in connection.execute(sa.text(COUNSELLING_MEANWHILE))]
    engine.dispose()
    return found


def how_trials_stand(path: Path) -> list[str]:
    """The states of the trials."""
    engine = make_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        found = list(connection.scalars(sa.text("SELECT state FROM plan_trial")))
    engine.dispose()
    return found


def pay_adds_up(path: Path) -> None:
    """Every line of the demo's claims is what the cards say, and its closed months add up, all to the won."""
    office = open_office(f"sqlite:///{path}", utc_now)
    with reading(office, the_system("demo")) as uow:
        claims = uow.db.scalars(sa.select(PayClaim).options(joinedload(PayClaim.lines))).unique()
        seen = compare_claims(uow, claims)
        assert {"session", "late_cancellation", "no_show", "translation", "correction"} <= {*seen}
        assert seen["session"] > MANY
        assert len(compare_statements(uow)) == CLOSED_MONTHS
        paid = sa.select(PayClaim).where(PayClaim.kind == ClaimKind.TRANSLATION)
        states = {(each.state, each.statement_id is not None) for each in uow.db.scalars(paid)}
        assert {(ClaimState.APPROVED, True), (ClaimState.PROPOSED, False)} <= states
    office.engine.dispose()


def contents(path: Path) -> dict[str, list[list[str]]]:
    """What stands in a database, with every id replaced by what it stands for."""
    engine = make_engine(f"sqlite:///{path}")
    names = {str(row_id): name for row_id, name in _names(engine)}
    found: dict[str, list[list[str]]] = {}
    with engine.connect() as connection:
        for table_name in COMPARED:
            table = Base.metadata.tables[table_name]
            columns = [
                column
                for column in table.columns
                if column.name not in NOT_COMPARED and not column.name.endswith(("d_at", "n_at"))
                if column.name != "id"
            ]
            rows = connection.execute(sa.select(*columns)).fetchall()
            found[table_name] = sorted([_said(value, names) for value in row] for row in rows)
    engine.dispose()
    return found


def _said(value: object, names: dict[str, str]) -> str:
    if isinstance(value, list):
        return ";".join(names.get(str(part), str(part)) for part in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]  a JSON list
    return names.get(str(value), str(value))


def _names(engine: Engine) -> list[tuple[object, str]]:
    """What each id stands for, by the codes people know."""
    known: list[tuple[object, str]] = []
    for table_name, column in (
        ("organisation", "code"),
        ("site", "code"),
        ("app_user", "email"),
        ("interpreter", "code"),
        ("scheme", "code"),
        ("learner", "full_name"),
        ("series", "label"),
        ("class_meeting", "title"),
        ("request", "reference"),
    ):
        table = Base.metadata.tables[table_name]
        with engine.connect() as connection:
            rows = connection.execute(sa.select(table.c.id, table.c[column]))
            known += [(row[0], row[1]) for row in rows]
    return known
