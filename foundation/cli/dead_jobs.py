"""Jobs that were given up: listed, and done again."""

import click

from foundation.database import queue
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.messages import outbox
from foundation.security.permissions import the_system

ALL = "all"


def show(office: Office) -> None:
    """List the dead jobs, the latest first, each with the last line of what went wrong."""
    with reading(office, the_system("jobs")) as uow:
        found = _given_up(uow)
        letters = outbox.count_lost(uow)
    for job in found:
        lines = (job.error or "").strip().splitlines()
        at = job.run_at.astimezone(office.settings.zone)
        click.echo(f"{job.id}  {at:%Y-%m-%d %H:%M}  {job.name}  {lines[-1] if lines else ''}")
    click.echo(
        f"{len(found)} dead jobs. Do one again with: ieum jobs --retry ID"
        if found
        else "No job was given up."
    )
    if letters:
        click.echo(
            f"{letters} letters could not be sent: the page “Outbox” says why and sends them again."
        )


def _given_up(uow: UnitOfWork) -> list[queue.JobRow]:
    """Dead jobs but those of letters: a letter keeps itself why it was lost."""
    letters = (outbox.SEND_MESSAGE, outbox.DELIVER_MESSAGE)
    return [job for job in queue.list_dead(uow.db) if job.name not in letters]


def revive(office: Office, which: str) -> None:
    """Have one dead job done again, or all; ClickException when there is none of that id."""
    with begin(office, the_system("jobs")) as uow:
        ids = [job.id for job in _given_up(uow)]
        if which != ALL:
            ids = [each for each in ids if str(each) == which.lower()]
            if not ids:
                raise click.ClickException(
                    f"There is no dead job {which}. List them: ieum jobs --dead"
                )
        count = queue.revive(uow.db, ids, uow.now)
    click.echo(f"{count} jobs will be done again by “ieum serve” or “ieum jobs”.")
