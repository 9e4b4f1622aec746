"""Commands that keep the system: schema, server, background work, imports."""

from foundation.cli.importing import import_files
from foundation.cli.running import jobs, migrate, revision, serve

COMMANDS = (migrate, revision, serve, jobs, import_files)
