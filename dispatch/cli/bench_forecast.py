"""`ieum bench --forecast`: the forecast beside two that need no method, on what the office has counted."""

import json
from dataclasses import asdict

import click

from dispatch.service.coverage import counting, forecasting
from foundation.database.work import Office, reading
from foundation.security.permissions import the_system
from foundation.times.clock import monotonic


def bench_forecast(office: Office, *, as_json: bool) -> None:
    """Count what has changed, forecast from earlier weeks on, and say how far off each method was."""
    counting.count_changed(office)
    began = monotonic()
    with reading(office, the_system("bench")) as uow:
        found = forecasting.judge(uow)
    if not found.errors:
        raise click.ClickException(
            f"{found.weeks} whole weeks are counted: too few to forecast some and compare them with what came."
        )
    about = {"weeks": found.weeks, "sessions": found.sessions, "origins": found.origins}
    for each in found.errors:
        row = asdict(each) | about
        line = f"{each.grain:16}{each.method:12} rmsse {each.rmsse:.4f}  pinball {each.pinball:.4f}  inside {each.inside:.3f}"
        click.echo(json.dumps(row) if as_json else line)
    if not as_json:
        click.echo(
            f"{found.weeks} weeks, {found.sessions:,} sessions, {found.origins} origins, {monotonic() - began:.1f} s"
        )
