"""Starting things: the schema, the web server, the workers."""

import signal
import threading
from typing import Any

import click
import waitress

from foundation.cli.context import CliContext
from foundation.config import Settings
from foundation.database import migrating
from foundation.jobs import Workers, run_until_idle

WEB_THREADS = 8
# A connection that sends nothing for so long is cut; looked for so often.
SILENT_SECONDS, CLEANUP_SECONDS = 15, 5
MOST_CONNECTIONS = 1000
MOST_HEADER_BYTES = 65_536


@click.command()
@click.option("--revision", default="head", show_default=True, help="Where to go, forward or back.")
@click.pass_obj
def migrate(context: CliContext, revision: str) -> None:
    """Bring the database to the newest schema."""
    migrating.migrate(context.office.engine, revision)
    click.echo(
        "The schema is up to date." if revision == "head" else f"The schema is at {revision}."
    )


@click.command()
@click.argument("message")
@click.option("--number", required=True, help="Four digits, one more than the newest.")
@click.pass_obj
def revision(context: CliContext, message: str, number: str) -> None:
    """Write a migration from the difference between the tables in code and the database."""
    migrating.write_revision(context.office.engine, message, number)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--workers/--no-workers", default=True, help="Do background work in this process too."
)
@click.pass_obj
def serve(context: CliContext, host: str, port: int, *, workers: bool) -> None:
    """Serve the web pages."""
    _require_schema(context)
    app = context.make_app(context.settings)
    background = Workers(context.office, context.jobs(context.office)) if workers else None
    server = make_server(app, context.settings, host, port)
    if background is not None:
        background.start()
    click.echo(f"Serving on http://{host}:{port} (stop with Ctrl-C)")
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        server.run()
    except KeyboardInterrupt:
        click.echo("Stopping.")
    finally:
        server.close()
        if background is not None:
            background.stop()


def make_server(app: Any, settings: Settings, host: str, port: int) -> Any:
    """The embedded server, made so that clients who send slowly or nothing do not stop the others."""
    create: Any = getattr(waitress, "create_server")  # noqa: B009  untyped library
    return create(
        app,
        host=host,
        port=port,
        threads=WEB_THREADS,
        ident="ieum",
        connection_limit=MOST_CONNECTIONS,
        channel_timeout=SILENT_SECONDS,
        cleanup_interval=CLEANUP_SECONDS,
        # select() cannot watch so many.
        asyncore_use_poll=True,
        max_request_header_size=MOST_HEADER_BYTES,
        max_request_body_size=settings.upload_megabytes * 1024 * 1024 + MOST_HEADER_BYTES,
        # Who may say whose request it is, is decided once, in foundation/web/entrance.py.
        clear_untrusted_proxy_headers=not settings.trusted_proxies,
    )


@click.command()
@click.option("--until-idle", is_flag=True, help="Do what is due now and stop.")
@click.pass_obj
def jobs(context: CliContext, *, until_idle: bool) -> None:
    """Do background work only; any number of these may run."""
    _require_schema(context)
    if until_idle:
        done = run_until_idle(context.office, context.jobs(context.office))
        click.echo(f"{done} jobs done.")
        return
    background = Workers(context.office, context.jobs(context.office))
    stop = threading.Event()

    def ask_to_stop(*_: object) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    background.start()
    click.echo("Doing background work (stop with Ctrl-C)")
    stop.wait()
    background.stop()


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _require_schema(context: CliContext) -> None:
    if not migrating.is_current(context.office.engine):
        raise click.ClickException("The database is not at the newest schema: run `ieum migrate`.")
