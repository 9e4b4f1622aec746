"""The specification of the API as a file."""

from pathlib import Path
from typing import cast

import click
from apiflask import APIFlask

from foundation.cli.context import CliContext
from foundation.web.api.specification import as_file


@click.command("openapi")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.pass_obj
def openapi(context: CliContext, file: Path | None) -> None:
    """Write the specification of the API (OpenAPI 3.1) to FILE, or print it."""
    written = as_file(cast("APIFlask", context.make_app(context.settings)))
    if file is None:
        click.echo(written, nl=False)
    else:
        file.write_text(written, encoding="utf-8")
