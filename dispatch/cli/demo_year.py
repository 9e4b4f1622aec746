"""The year of a large province that `ieum demo --year` adds, to measure with."""

import click

from dispatch.service.year import YearWish, write_year
from foundation.database.work import Office
from foundation.times.clock import monotonic


def add_year(office: Office, scale: float, password_hash: str) -> None:
    """Write the year on top of what is there, saying how far it is."""
    began = monotonic()
    wish = YearWish(scale=scale, password_hash=password_hash)
    for step in write_year(office, wish):
        click.echo(f"year: {step.count} {step.what} ({monotonic() - began:.0f} s)")
