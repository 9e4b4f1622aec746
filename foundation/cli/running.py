"""Starting things: the schema, the web server, the workers."""

import errno
import signal
import socket
import threading
from contextlib import closing
from typing import Any

import click
import waitress
import waitress.wasyncore

from foundation import apart
from foundation.cli import dead_jobs
from foundation.cli.context import CliContext
from foundation.config import Settings
from foundation.database import migrating
from foundation.jobs import Workers, run_until_idle
from foundation.times.clock import monotonic

WEB_THREADS = 8
# A connection that sends nothing for so long is cut; looked for so often.
SILENT_SECONDS, CLEANUP_SECONDS = 15, 5
MOST_CONNECTIONS = 1000
MOST_HEADER_BYTES = 65_536
PORT = click.IntRange(1, 65_535)
# Asked to stop, the server answers what it has begun to answer, but no longer than this.
LAST_ANSWERS_SECONDS = 25


@click.command()
@click.option("--revision", default="head", show_default=True, help="Where to go, forward or back.")
@click.pass_obj
def migrate(context: CliContext, revision: str) -> None:
    """Bring the database to the newest schema."""
    migrating.migrate(context.new_office.engine, revision)
    click.echo(
        "The schema is up to date." if revision == "head" else f"The schema is at {revision}."
    )


@click.command()
@click.argument("message")
@click.option("--number", required=True, help="Four digits, one more than the newest.")
@click.pass_obj
def revision(context: CliContext, message: str, number: str) -> None:
    """Write a migration from the difference between the tables in code and the database."""
    migrating.write_revision(context.new_office.engine, message, number)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=PORT)
@click.option(
    "--workers/--no-workers", default=True, help="Do background work in this process too."
)
@click.pass_obj
def serve(context: CliContext, host: str, port: int, *, workers: bool) -> None:
    """Serve the web pages."""
    context.serve_on(port)
    office = context.office
    require_free(host, port)
    app = context.make_app(context.settings)
    background = Workers(office, context.jobs(office), context.apart) if workers else None
    server = EmbeddedServer(app, context.settings, host, port)
    signal.signal(signal.SIGTERM, server.ask_to_stop)
    signal.signal(signal.SIGINT, server.ask_to_stop)
    if background is not None:
        background.start()
    for line in (line for greeting in context.greetings for line in greeting(context)):
        click.echo(line)
    click.echo(f"Serving on http://{host}:{port} (stop with Ctrl-C)")
    try:
        server.run()
        click.echo("Stopping.")
    finally:
        server.close()
        if background is not None:
            background.stop()


def require_free(host: str, port: int) -> None:
    """ClickException when the web server could not listen there."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with closing(socket.socket(family, socket.SOCK_STREAM)) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host, port))
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            told = f"Another program listens on port {port} already. Stop it, or choose another port: --port {port + 1}"
        elif error.errno == errno.EACCES:
            told = (
                f"This account may not listen on port {port}. Choose one from 1024 on: --port 8000"
            )
        else:
            told = f"This machine has no address {host}. Choose another: --host 127.0.0.1"
        raise click.ClickException(told) from None


class EmbeddedServer:
    """The embedded server, made so that clients who send slowly or nothing do not stop the others.

    Asked to stop, it takes no new requests and ends when those under way are answered.
    """

    def __init__(self, app: Any, settings: Settings, host: str, port: int) -> None:
        """Listen; OSError when somebody else does."""
        self._map: dict[int, Any] = {}
        self._server = make_server(app, settings, host, port, self._map)
        self._stopping = threading.Event()
        # A name such as localhost may stand for several addresses, each with a socket of its own.
        self._listening = [each for each in self._map.values() if getattr(each, "accepting", False)]
        self.port: int = self._listening[0].effective_port

    def ask_to_stop(self, *_: object) -> None:
        """A handler of signals."""
        self._stopping.set()

    def run(self) -> None:
        """Answer requests until asked to stop, and then those that have begun."""
        while not self._stopping.is_set():
            self._turn(1.0)
        until = monotonic() + LAST_ANSWERS_SECONDS
        for each in self._listening:
            each.accepting = False
        while self._is_busy() and monotonic() < until:
            self._turn(0.1)

    def _turn(self, seconds: float) -> None:
        waitress.wasyncore.loop(timeout=seconds, use_poll=True, map=self._map, count=1)

    def _is_busy(self) -> bool:
        """Whether a request is being answered or an answer is still being sent."""
        return any(
            getattr(channel, "requests", None) or getattr(channel, "total_outbufs_len", 0)
            for channel in list(self._map.values())
        )

    def close(self) -> None:
        """Let go of every connection and thread."""
        self._server.task_dispatcher.shutdown()
        waitress.wasyncore.close_all(self._map, ignore_all=True)


def make_server(
    app: Any, settings: Settings, host: str, port: int, sockets: dict[int, Any] | None = None
) -> Any:
    """Waitress as the embedded server needs it; `sockets` is where it notes its connections."""
    create: Any = getattr(waitress, "create_server")  # noqa: B009  untyped library
    return create(
        app,
        map=sockets,
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
@click.option("--dead", is_flag=True, help="List the jobs that were given up, and why.")
@click.option("--retry", metavar="ID", help="Have a dead job done again; “all” for each of them.")
@click.pass_obj
def jobs(context: CliContext, *, until_idle: bool, dead: bool, retry: str | None) -> None:
    """Do background work only; any number of these may run."""
    if dead:
        dead_jobs.show(context.office)
        return
    if retry:
        dead_jobs.revive(context.office, retry)
        return
    if until_idle:
        done = run_until_idle(context.office, context.jobs(context.office))
        click.echo(f"{done} jobs done.")
        return
    background = Workers(context.office, context.jobs(context.office), context.apart)
    stop = threading.Event()

    def ask_to_stop(*_: object) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    background.start()
    click.echo("Doing background work (stop with Ctrl-C)")
    stop.wait()
    background.stop()


@click.command(hidden=True)
@click.argument("name")
@click.pass_obj
def run_job(context: CliContext, name: str) -> None:
    """Do one piece of long work for another process (`foundation/apart.py`)."""
    payload = apart.read_payload()
    job = context.jobs(context.office)[name]
    assert job.run_long is not None
    try:
        job.run_long(context.office, **payload)
    except Exception as error:  # noqa: BLE001  whatever it was, the process that waits keeps it with the job
        apart.say_what_failed(error)
        raise SystemExit(1) from None
