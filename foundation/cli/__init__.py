"""Commands that keep the system: schema, server, background work, imports."""

from foundation.cli.backup import backup
from foundation.cli.bounce import bounce
from foundation.cli.importing import import_files
from foundation.cli.openapi import openapi
from foundation.cli.running import jobs, migrate, revision, run_job, serve

COMMANDS = (migrate, backup, bounce, revision, serve, jobs, run_job, import_files, openapi)
