"""Taking the rows of one file in, as pages and the command line take several."""

from collections.abc import Sequence

from foundation.database.work import Office
from foundation.security.permissions import Actor
from foundation.tables.importing import Report, run_imports
from foundation.tables.kinds import ImportKind
from foundation.tables.rows import Row


def run_import(
    office: Office, actor: Actor, kind: ImportKind, rows: Sequence[Row], *, apply: bool = False
) -> Report:
    """Load the rows of a file in one transaction; without `apply` all is rolled back."""
    return run_imports(office, actor, [(kind, rows)], apply=apply)[0]
