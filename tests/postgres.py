"""A private PostgreSQL server for tests, on a free port, never as root."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REQUIRE_ALL = os.environ.get("IEUM_REQUIRE_ALL") == "1"
GIVEN = "IEUM_TEST_POSTGRES_URL"


def skip_or_fail(reason: str) -> None:
    """Skip a test whose server or browser is missing; fail where everything must be there."""
    if REQUIRE_ALL:
        pytest.fail(reason)
    pytest.skip(reason)


def _programs() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _unprivileged() -> dict[str, object]:
    """Whom to run as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = names.get("postgres") or names["nobody"]
    return {"user": entry.pw_name, "group": entry.pw_gid, "extra_groups": []}


def a_cluster() -> Iterator[str]:
    """Start a server, yield its address, stop it and remove its files."""
    if given := os.environ.get(GIVEN):
        yield given
        return
    programs = _programs()
    if programs is None:
        skip_or_fail("PostgreSQL is not installed")
        return
    who = _unprivileged()
    home = Path(tempfile.mkdtemp(prefix="ieum-postgres-"))
    if who:
        shutil.chown(home, str(who["user"]))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = (
        f"-p {port} -k {home} -c listen_addresses=127.0.0.1 -c fsync=off "
        "-c full_page_writes=off -c synchronous_commit=off -c max_connections=120 "
        # Fifty writers at one place stand in each other's way; each knot is found after so long.
        "-c deadlock_timeout=100ms"
    )

    def run(program: str, *arguments: str) -> None:
        subprocess.run(  # pyright: ignore[reportCallIssue]  for what `who` brings
            [str(programs / program), *arguments],
            check=True,
            capture_output=True,
            cwd="/",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            **who,  # pyright: ignore[reportArgumentType]  user, group, extra_groups
        )

    try:
        run("initdb", "-D", f"{home}/d", "-U", "app", "-A", "trust", "-E", "UTF8", "--no-sync")
        run("pg_ctl", "-D", f"{home}/d", "-o", options, "-l", f"{home}/log", "-w", "start")
        yield f"postgresql+psycopg://app@127.0.0.1:{port}/postgres"
    finally:
        run("pg_ctl", "-D", f"{home}/d", "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)
