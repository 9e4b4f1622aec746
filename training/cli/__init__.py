"""Commands and importable files of training."""

import click

from foundation.tabular import ImportKind
from training.service.class_times import CLASSES

COMMANDS: tuple[click.Command, ...] = ()
IMPORTS: tuple[ImportKind, ...] = (CLASSES,)
