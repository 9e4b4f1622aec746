"""Taking in a report that a mail came back, as a mail server hands it over."""

import sys

import click

from foundation.cli.context import CliContext
from foundation.database.work import begin
from foundation.messages import bounced
from foundation.security.permissions import the_system


@click.command("bounce")
@click.pass_obj
def bounce(context: CliContext) -> None:
    """Read a report of returned mail (RFC 3464) from standard input and keep it with its message."""
    message_id = bounced.message_of(sys.stdin.buffer.read(bounced.LONGEST))
    if message_id is None:
        # Anything else that reaches this address is nobody's mistake: the mail server need not return it.
        click.echo("No report of returned mail; nothing was kept.")
        return
    with begin(context.office, the_system("bounce")) as uow:
        known = bounced.take(uow, message_id)
    click.echo("Kept with its message." if known else "There is no such message.")
