"""Commands and importable files of scheduling."""

import click

from foundation.tables.kinds import ImportKind
from scheduling.service.imports import AVAILABILITY, EXCEPTIONS
from scheduling.service.request_imports import REQUESTS

COMMANDS: tuple[click.Command, ...] = ()
IMPORTS: tuple[ImportKind, ...] = (AVAILABILITY, EXCEPTIONS, REQUESTS)
