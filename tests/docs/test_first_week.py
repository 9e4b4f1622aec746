"""The chapter "First week" of docs/operations.md: followed command by command it ends with a planned week."""

import os
import re
import shlex
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask.testing import FlaskClient
from pyotp.totp import TOTP
from sqlalchemy.orm import Session

import app as roof
from dispatch.domain.states import AssignmentState
from dispatch.store.tables import Assignment, Offer, PlanRun
from foundation.cli.context import CliContext
from foundation.database.base import make_engine
from foundation.times.clock import utc_now
from foundation.times.zones import local_day

ROOT = Path(__file__).resolve().parents[2]
HEREDOC = re.compile(r"cat > (?P<file>\S+) <<'END'\n(?P<text>.*?)^END$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"http://\S+(/password\?link=\S+)")
PASSWORD = "낙타 세 마리와 푸른 우산"
SEOUL = roof.Settings().zone
EMAIL = "gaon@first.ieum.example"


def blocks() -> list[str]:
    """The fenced commands of the chapter, in order."""
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    chapter = text.split("\n## First week\n")[1].split("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", chapter, re.MULTILINE | re.DOTALL)


def next_monday() -> date:
    """What `date -d 'monday next week'` says: the Monday of the week after this one."""
    today = local_day(utc_now(), SEOUL)
    return today + timedelta(days=7 - today.weekday())


class Shell:
    """Just enough of a shell to follow the chapter in this process, in a folder of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin in an empty folder."""
        self.folder, self.patch = folder, monkeypatch
        self.said: list[str] = []
        monkeypatch.chdir(folder)

    def follow(self, block: str) -> None:
        """Run the commands of a block."""
        done = 0
        for found in HEREDOC.finditer(block):
            self.run_all(block[done : found.start()])
            (self.folder / found["file"]).write_text(found["text"], encoding="utf-8")
            done = found.end()
        self.run_all(block[done:])

    def run_all(self, lines: str) -> None:
        """Run lines that are a command each."""
        for line in lines.splitlines():
            if line.strip():
                self.run(line)

    def run(self, line: str) -> None:
        """Run one command; a line that this does not know fails the test."""
        line = line.replace("$(date -d 'monday next week' +%F)", next_monday().isoformat())
        if line.startswith("export PATH="):
            return
        words = shlex.split(os.path.expandvars(line))
        name, _equals, value = words[-1].partition("=")
        if words[0] == "mkdir":
            (self.folder / words[-1]).mkdir(parents=True)
        elif words[0] == "export" or words == [f"{name}={value}"]:
            self.patch.setenv(name, value)
        else:
            assert words[0] == "ieum", line
            self.said.append(self.ieum(words[1:]))

    def ieum(self, arguments: list[str]) -> str:
        """Run a command of `ieum`; the server is what `a_browser` looks at."""
        if arguments == ["serve"]:
            return ""
        context = CliContext(
            roof.open_office, roof.create_app, roof.make_jobs, roof.IMPORTS, roof.SECTIONS
        )
        result = CliRunner().invoke(roof.make_command_line(roof.COMMANDS), arguments, obj=context)
        context.office.engine.dispose()
        assert result.exit_code == 0, (arguments, result.output)
        return result.output


def a_browser() -> FlaskClient:
    """A browser in front of the server that the chapter starts."""
    context = CliContext(
        roof.open_office, roof.create_app, roof.make_jobs, roof.IMPORTS, roof.SECTIONS
    )
    application = roof.create_app(context.settings)
    application.config["WTF_CSRF_ENABLED"] = False
    return application.test_client()


def set_up_second_step(browser: FlaskClient) -> None:
    """Scan the picture with a phone and type the code that it shows, as step 3 says."""
    assert browser.get("/account").location == "/account/sign-in"
    browser.post("/account/confirm", data={"own_password": PASSWORD})
    browser.post("/account/sign-in/app")
    page = browser.get("/account/sign-in").get_data(as_text=True)
    secret = re.search(r'<code class="code">([A-Z2-7 ]+)</code>', page)
    assert secret is not None, page
    code = TOTP(secret[1].replace(" ", "")).at(utc_now())
    kept = browser.post("/account/sign-in/app/confirm", data={"code": code})
    assert kept.status_code == 200, kept.get_data(as_text=True)


def stored() -> Session:
    """The database of the chapter."""
    return Session(make_engine(os.environ["IEUM_DATABASE_URL"]))


def test_the_chapter_leads_from_nothing_to_a_planned_week(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shell = Shell(tmp_path, monkeypatch)
    for block in blocks():
        shell.follow(block)

    # The administrator opens the link of step 2, chooses a password and signs in.
    browser = a_browser()
    link = next(found[1] for said in shell.said if (found := LINK.search(said)))
    chosen = {"link": link.partition("=")[2], "password": PASSWORD}
    assert browser.post("/password", data=chosen).status_code == 303
    entered = browser.post("/login", data={"email": EMAIL, "password": PASSWORD})
    assert entered.status_code == 303
    set_up_second_step(browser)

    # The draft of step 10 is sent, and what the interpreters say on the telephone recorded (step 11).
    monday = next_monday()
    with stored() as db:
        run_id = db.scalars(sa.select(PlanRun.id)).one()
    sent = browser.post(f"/dispatch/{monday}/runs/{run_id}/send")
    assert sent.status_code == 303, sent.get_data(as_text=True)
    with stored() as db:
        offers = db.scalars(sa.select(Offer.id)).all()
    assert "쩐 티 란" in browser.get("/offers/calls").get_data(as_text=True)
    for offer_id in offers:
        answer = browser.post(f"/offers/calls/{offer_id}", data={"outcome": "accepted"})
        assert answer.status_code == 303, answer.get_data(as_text=True)

    with stored() as db:
        made = db.scalars(sa.select(Assignment)).all()
    assert [each.state for each in made] == [AssignmentState.CONFIRMED] * 4
    assert {local_day(each.starts_at, SEOUL) - monday for each in made} == {
        timedelta(days=n) for n in range(3)
    }


@pytest.mark.wide
def test_a_real_shell_follows_the_chapter_too(tmp_path: Path) -> None:
    commands = "\n".join(block for block in blocks() if block.strip() != "ieum serve")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    (tmp_path / ".venv").symlink_to(ROOT / ".venv")

    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", commands],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert "4" in done.stdout.split("filled")[1].splitlines()[0]
