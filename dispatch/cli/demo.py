"""The demo: a fresh database with the province of docs/examples, one password, and a first plan."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import click

from accounts.service import sign_in
from accounts.service.demo import PASSWORD, list_sign_ins, set_demo_passwords
from accounts.service.demo_consents import sign_consents
from accounts.service.demo_messages import leave_messages
from dispatch.cli.demo_translations import draft_translations, translate
from dispatch.cli.demo_year import add_year
from dispatch.cli.plan import plan_days
from dispatch.service.board.demo import ask_by_telephone, ask_for_a_change
from dispatch.service.board.demo_waiting import (
    ask_for_court,
    ask_for_home_visit,
    ask_for_nepali,
    ask_for_soon,
    ask_urgently,
    leave_untold,
    let_an_offer_run_out,
    lose_somebody,
)
from dispatch.service.claims.demo import pay_some_months
from dispatch.service.coverage.counting import count_changed
from dispatch.service.coverage.demo import reckon_gains
from dispatch.service.coverage.forecasting import make_forecast
from dispatch.service.coverage.realised import count_outcomes
from dispatch.service.fairness.demo import have_been_here, serve_some_weeks
from dispatch.service.feedback.demo import leave_feedback
from dispatch.service.glossary.demo import enter_terms
from dispatch.service.helpline.demo import leave_unanswered, play_calls, staff_the_helpline
from dispatch.service.live.demo import DemoDay
from dispatch.service.papers.demo import issue_papers
from dispatch.service.phone.demo import fill_a_week
from dispatch.service.phone.demo_calendars import connect_calendars
from dispatch.service.phone.demo_places import fill_a_practicum
from dispatch.service.plans.demo import ask_for_a_comparison, send_a_part
from dispatch.service.plans.make import run_plan
from dispatch.service.plans.trial_work import run_trial
from dispatch.service.rates.demo import enter_rates
from dispatch.service.repairs import demo as mending
from dispatch.service.repairs import side_by_side
from dispatch.service.reports.demo import mail_reports
from dispatch.service.sandbox.demo import play_a_past_day
from dispatch.service.waves.demo import ask_in_waves, ask_own_staff_first, keep_policies
from dispatch.service.year.quarters import write_quarters
from foundation.cli.context import CliContext
from foundation.cli.importing import ANCHOR_MONDAY, import_one
from foundation.cli.running import PORT, require_free
from foundation.database import migrating
from foundation.database.work import begin, reading
from foundation.security.permissions import the_system
from foundation.text.i18n import label
from foundation.times.clock import monotonic
from foundation.times.zones import local_day
from interpreters.service import reach
from training.service.certification import ladder
from training.service.demo import leave_waiting, play
from training.service.demo.proposals import propose_more
from training.service.demo.stage import DemoStage

COORDINATOR = "coordinator@ieum.example"
COUNSELLOR, INTERPRETER = "counsellor@ansan.ieum.example", "hanh@ieum.example"
TRAINEE = "trainee@ieum.example"
# The demo does not wait longer for each of the plans that it only compares.
COMPARED_FOR = 5
# An urgent request has waited so long when the visitor comes.
URGENT_SINCE = timedelta(minutes=35)
EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples"


@click.command()
@click.option("--seconds", default=10, show_default=True, help="Time limit of the plan.")
@click.option("--yes", is_flag=True, help="Replace a database that is no demo, unasked.")
@click.option("--year", is_flag=True, help="Add a year of a large province, to measure with.")
@click.option(
    "--scale",
    type=click.FloatRange(min=0.001, max=4),
    default=1.0,
    show_default=True,
    help="How much of the year: 1 is 60,000 sessions.",
)
@click.option("--port", type=PORT, help="Look first whether `ieum serve` could listen there.")
@click.pass_obj
def demo(
    context: CliContext, seconds: int, scale: float, *, yes: bool, year: bool, port: int | None
) -> None:
    """Build the demo database anew, plan the coming week and list the sign-ins."""
    if not context.settings.demo or not context.settings.database_url.startswith("sqlite:///"):
        raise click.ClickException(
            "The demo replaces its database: set IEUM_DEMO=1 and a SQLite IEUM_DATABASE_URL."
        )
    if port is not None:
        require_free("127.0.0.1", port)
    began = monotonic()
    path = Path(context.settings.database_url.removeprefix("sqlite:///"))
    if not yes and not is_demo(path):
        click.confirm(f"{path} is no demo database. Delete everything in it?", abort=True)
    _remove(path)
    migrating.migrate(context.new_office.engine)
    with begin(context.office, the_system("demo")) as uow:
        uow.record("demo.begun")
        ladder.seed(uow)
    monday = first_monday(local_day(context.office.clock(), context.settings.zone))
    for kind in context.imports:
        path = EXAMPLES / kind.file_name
        if path.exists():
            import_one(context, kind, path, shift=monday - ANCHOR_MONDAY)
    with begin(context.office, the_system("demo")) as uow:
        click.echo(f"rates: {enter_rates(uow)} of pay; glossary: {enter_terms(uow)} terms")
    played = play(context.office)
    click.echo(f"training: {played} cohorts played through")
    password_hash = sign_in.hash_password(PASSWORD)
    with begin(context.office, the_system("demo")) as uow:
        set_demo_passwords(uow, password_hash)
    leave_waiting(context.office)
    _look_back(context)
    with begin(context.office, DemoStage(context.office).actor(COORDINATOR)) as uow:
        asked = ask_by_telephone(uow, monday)
    click.echo(f"calls: {asked} people asked who must be called")
    plan_days(context, first_day=monday, days=7, seconds=seconds)
    with begin(context.office, DemoStage(context.office).actor(COORDINATOR)) as uow:
        ask_for_a_change(uow, monday)
    with begin(context.office, DemoStage(context.office).actor(COORDINATOR)) as uow:
        # The last days: the first ones are there for the visitor to send.
        sent = send_a_part(
            uow, out=monday + timedelta(days=6), taken_back=monday + timedelta(days=5)
        )
    click.echo(f"plan: {sent} offers of its last day are out")
    with begin(context.office, the_system("demo")) as uow:
        people = DemoStage(context.office)
        fill_a_week(uow, counsellor=people.actor(COUNSELLOR), interpreter=people.actor(INTERPRETER))
        found = fill_a_practicum(
            uow, counsellor=people.actor(COUNSELLOR), trainee=people.actor(TRAINEE)
        )
        connect_calendars(uow, interpreter=people.actor(INTERPRETER), trainee=people.actor(TRAINEE))
    click.echo(f"practicum: {found} places beside a mentor")
    _fill_the_desk(context, monday, seconds)
    _staff_the_helpline(context)
    _go_wrong(context, monday + timedelta(days=15), seconds)
    _compare_weights(context, monday, min(seconds, COMPARED_FOR))
    if year:
        add_year(context.office, scale, password_hash)
    _finish(context, began)


def _finish(context: CliContext, began: float) -> None:
    """Count what became of everything, and say who signs in."""
    click.echo(f"coverage: {count_changed(context.office)} sessions counted")
    make_forecast(context.office)
    click.echo(f"gains: {reckon_gains(context.office)} possibilities looked at")
    click.echo(f"proposed courses: {propose_more(DemoStage(context.office))} more")
    with begin(context.office, the_system("demo")) as uow:
        count_outcomes(uow)
    click.echo(f"what if: a past day played {play_a_past_day(context.office)} times")
    click.echo(f"\nReady after {monotonic() - began:.0f} s.\n")
    _list_sign_ins(context)


def _look_back(context: CliContext) -> None:
    """What was served before today: some weeks played through the services, and two quarters in bulk."""
    with begin(context.office, the_system("demo")) as uow:
        click.echo(f"roster: {have_been_here(uow)} people have been here for longer")
    click.echo(f"served: {serve_some_weeks(DemoStage(context.office))} sessions before today")
    with begin(context.office, the_system("demo")) as uow:
        click.echo(f"past: {write_quarters(uow)} sessions since the quarter before the last")
    click.echo(f"translations: {translate(context.office)} jobs")
    claims, statements = pay_some_months(DemoStage(context.office))
    click.echo(f"pay: {claims} claims of some months, {statements} statements")
    click.echo(f"papers: {issue_papers(DemoStage(context.office))} issued by the office")
    click.echo(f"consents: {sign_consents(context.office)} signed\n")


def _live_a_day(context: CliContext) -> None:
    """Sessions of yesterday and today in every state, and somebody who stands by."""
    people = DemoStage(context.office)
    with begin(context.office, the_system("demo")) as uow:
        day = DemoDay(
            uow, people.actor(COUNSELLOR), people.actor(COORDINATOR), people.actor(INTERPRETER)
        )
        played = day.play()
        day.stand_by()
    click.echo(f"the day: {played} sessions of yesterday and today")


def _compare_weights(context: CliContext, monday: date, seconds: int) -> None:
    """A comparison that is ready when somebody opens the page."""
    with begin(context.office, DemoStage(context.office).actor(COORDINATOR)) as uow:
        asked = [str(trial.id) for trial in ask_for_a_comparison(uow, monday, seconds)]
    for trial_id in asked:
        run_trial(context.office, trial_id)
    click.echo(f"comparison: {len(asked)} trial plans")
    click.echo(f"messages: {leave_messages(context.office, reach.number_of_account)} in all states")


def _staff_the_helpline(context: CliContext) -> None:
    """People on duty for instant calls, calls that were made, and an urgent request that waits."""
    stage = DemoStage(context.office)
    desk, hanh = stage.actor(COORDINATOR), stage.actor(INTERPRETER)
    with begin(context.office, the_system("demo")) as uow:
        on_duty = staff_the_helpline(uow, coordinator=desk, interpreter=hanh)
        played = play_calls(uow, counsellor=stage.actor(COUNSELLOR), interpreter=hanh)
        leave_unanswered(uow, coordinator=desk)
    click.echo(f"instant calls: {on_duty} people on duty, {played} calls")
    with begin(context.office, the_system("demo")) as uow:
        told = leave_feedback(
            uow, counsellor=stage.actor(COUNSELLOR), interpreter=hanh, coordinator=desk
        )
        mailed = mail_reports(uow)
    click.echo(f"feedback: {told} complaints and praises; reports by mail to {mailed} people")


def _fill_the_desk(context: CliContext, monday: date, seconds: int) -> None:
    """Something of each kind that a coordinator finds under "Needs me now", and a day under way."""
    draft_translations(context.office)
    _live_a_day(context)
    stage = DemoStage(context.office)
    with begin(context.office, stage.actor(COUNSELLOR)) as uow:
        ask_urgently(replace(uow, now=uow.now - URGENT_SINCE))
        ask_for_court(uow, monday + timedelta(days=9))
        ask_for_home_visit(uow, monday + timedelta(days=8))
        ask_for_nepali(uow, monday + timedelta(days=8))
        soon = ask_for_soon(uow)
    with begin(context.office, stage.actor(COORDINATOR)) as uow:
        let_an_offer_run_out(uow, monday + timedelta(days=8))
        run_id = lose_somebody(uow, monday + timedelta(days=9), seconds)
    with begin(context.office, stage.actor(COORDINATOR)) as uow:
        untold = leave_untold(uow, monday + timedelta(days=10), soon)
    with begin(context.office, stage.actor(COORDINATOR)) as uow:
        keep_policies(uow)
        waves = ask_in_waves(uow, monday + timedelta(days=8))
        waves += ask_own_staff_first(uow, monday + timedelta(days=7))
    click.echo(f"waves: {waves} sessions are asked about in waves")
    click.echo(f"calls: {untold} people have to be told something by telephone")
    if run_id is not None:
        run_plan(context.office, str(run_id))


def _go_wrong(context: CliContext, day: date, seconds: int) -> None:
    """A day on which somebody falls ill, with several ways to mend it; and two questions to a requester."""
    stage = DemoStage(context.office)
    with begin(context.office, stage.actor(COUNSELLOR)) as uow:
        cast = mending.find_cast(uow, day)
        sessions = {} if cast is None else mending.ask_for_sessions(uow, day, cast)
        others = mending.ask_for_another_language(uow, day)
    run_id = None
    with begin(context.office, stage.actor(COORDINATOR)) as uow:
        if cast is not None:
            run_id = mending.lose_one_of_three(uow, day, cast, sessions, seconds)
        asked = mending.ask_the_requester(uow, day, others)
    with begin(context.office, stage.actor(COUNSELLOR)) as uow:
        mending.agree_to_one(uow, others)
    ways = 0
    if run_id is not None:
        run_plan(context.office, str(run_id))
        with reading(context.office, the_system("demo")) as uow:
            ways = len(side_by_side.read(uow, run_id).choices)
    click.echo(f"repair: {ways} ways to fill the gaps of {day}; {asked} questions to a requester")


def first_monday(today: date) -> date:
    """The Monday of the coming week: the demo's sessions all lie ahead."""
    return today + timedelta(days=7 - today.weekday())


def is_demo(path: Path) -> bool:
    """Whether nothing is lost with this file: there is none, it has no people, or an earlier demo made it."""
    if not path.exists():
        return True
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            tables = "SELECT count(*) FROM sqlite_master WHERE name = 'app_user'"
            if not database.execute(tables).fetchone()[0]:
                return True
            people = database.execute("SELECT count(*) FROM app_user").fetchone()[0]
            begun = "SELECT count(*) FROM audit_entry WHERE name IN ('demo.begun', 'demo.passwords_set')"
            return not people or bool(database.execute(begun).fetchone()[0])
    except sqlite3.DatabaseError:
        return False


def _remove(path: Path) -> None:
    for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
        name.unlink(missing_ok=True)


def _list_sign_ins(context: CliContext) -> None:
    with reading(context.office, the_system("demo")) as uow:
        shown = list_sign_ins(uow)
    click.echo(f"Sign in with the password {PASSWORD}")
    for one in shown:
        click.echo(f"  {label(one.role, 'en'):<28} {one.email}")
