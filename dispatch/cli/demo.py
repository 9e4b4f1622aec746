"""The demo: a fresh database with the province of docs/examples, one password, and a first plan."""

from datetime import date, timedelta
from pathlib import Path

import click

from accounts.service import sign_in
from accounts.service.demo import PASSWORD, list_sign_ins, set_demo_passwords
from dispatch.cli.plan import plan_days
from foundation.cli.context import House
from foundation.cli.importing import ANCHOR_MONDAY, import_one
from foundation.database import migrating
from foundation.database.work import begin, reading
from foundation.security.permissions import the_system
from foundation.text.i18n import label
from foundation.times.clock import monotonic
from foundation.times.zones import local_day
from training.service.certification import ladder
from training.service.demo import play

EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples"


@click.command()
@click.option("--seconds", default=10, show_default=True, help="Time limit of the plan.")
@click.pass_obj
def demo(house: House, seconds: int) -> None:
    """Build the demo database anew, plan the coming week and list the sign-ins."""
    if not house.settings.demo or not house.settings.database_url.startswith("sqlite:///"):
        raise click.ClickException(
            "The demo replaces its database: set IEUM_DEMO=1 and a SQLite IEUM_DATABASE_URL."
        )
    began = monotonic()
    _remove(Path(house.settings.database_url.removeprefix("sqlite:///")))
    migrating.migrate(house.office.engine)
    with begin(house.office, the_system("demo")) as uow:
        ladder.lay(uow)
    monday = first_monday(local_day(house.office.clock(), house.settings.zone))
    for kind in house.imports:
        path = EXAMPLES / kind.file_name
        if path.exists():
            import_one(house, kind, path, shift=monday - ANCHOR_MONDAY)
    played = play(house.office)
    click.echo(f"training: {played} cohorts played through")
    password_hash = sign_in.hash_password(PASSWORD)
    with begin(house.office, the_system("demo")) as uow:
        set_demo_passwords(uow, password_hash)
    click.echo("")
    plan_days(house, first_day=monday, days=7, seconds=seconds)
    click.echo(f"\nReady after {monotonic() - began:.0f} s.\n")
    _list_sign_ins(house)


def first_monday(today: date) -> date:
    """The Monday of the coming week: the demo's sessions all lie ahead."""
    return today + timedelta(days=7 - today.weekday())


def _remove(path: Path) -> None:
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


def _list_sign_ins(house: House) -> None:
    with reading(house.office, the_system("demo")) as uow:
        shown = list_sign_ins(uow)
    click.echo(f"Sign in with the password {PASSWORD}")
    for one in shown:
        click.echo(f"  {label(one.role, 'en'):<28} {one.email}")
