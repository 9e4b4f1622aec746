"""Write the example files: `python docs/examples/make [--out DIR]`, the same bytes every time."""

import argparse
from pathlib import Path

import files
from book import requests
from hours import classes, exceptions, working_hours
from network import ORGANISATIONS, sites
from people import interpreters
from restrictions import restrictions
from signins import sign_ins


def main() -> None:
    """Make the province and write it into a folder, by default the one above this package."""
    parser = argparse.ArgumentParser(description="Write the example CSV files of Ieum.")
    default = Path(__file__).resolve().parent.parent
    parser.add_argument("--out", type=Path, default=default, help="folder for the files")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    write_all(out)


def write_all(out: Path) -> None:
    """Every file, in the order in which they are imported."""
    places, people = sites(), interpreters()
    users = sign_ins(people)
    needs = requests(people, places, users)
    hours = working_hours(people)
    bodies = enumerate(ORGANISATIONS, start=1)
    files.write(out, "organisations", (files.organisation_row(n, body) for n, body in bodies))
    files.write(out, "sites", map(files.site_row, places))
    files.write(out, "users", map(files.user_row, users))
    files.write(out, "interpreters", map(files.interpreter_row, people))
    held = (row for person in people for row in files.certification_rows(person))
    files.write(out, "certifications", held)
    files.write(out, "availability", map(files.working_row, hours))
    files.write(out, "exceptions", exceptions(people, hours))
    files.write(out, "restrictions", restrictions(people, needs))
    files.write(out, "classes", classes(people))
    files.write(out, "requests", (files.request_row(n, r) for n, r in enumerate(needs, start=1)))


if __name__ == "__main__":
    main()
