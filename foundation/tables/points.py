"""Two columns that say one point: latitude and longitude."""

from foundation.geo import Point
from foundation.tables.row_parser import RowParser
from foundation.text.message import say


def read_point(
    cells: RowParser,
    held: Point,
    usual: Point,
    ranges: tuple[tuple[float, float], tuple[float, float]],
) -> tuple[float, float]:
    """Latitude and longitude of a row: both, or neither, which keeps what is `held`.

    Cleared they are the `usual` ones. `ranges` are the least and the most of each, in degrees.
    """
    columns = ("latitude", "longitude")
    for column, other in (columns, columns[::-1]):
        if cells.gives(column) and not cells.gives(other):
            cells.problem(other, say("Enter latitude and longitude together, or neither."))
    kept = usual if any(cells.clears(column) for column in columns) else held
    latitude = cells.number("latitude", *ranges[0], empty=kept.latitude)
    return latitude, cells.number("longitude", *ranges[1], empty=kept.longitude)
