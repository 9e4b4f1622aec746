"""The picture of cost and bound over time."""

from itertools import pairwise
from xml.etree import ElementTree as ET

from dispatch.solver.bench.plot import plot


def test_each_line_holds_until_the_next_news() -> None:
    picture = ET.fromstring(plot("a <day>", [(0, 100, 90), (1, 96, 90), (2, 96, 95)]))
    lines = [line.attrib["points"].split() for line in picture.iter() if "points" in line.attrib]
    assert [len(line) for line in lines] == [6, 6]
    for line in lines:
        pairs = [tuple(map(float, point.split(","))) for point in line]
        assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(pairs))


def test_a_plot_of_nothing_is_an_empty_picture() -> None:
    assert ET.fromstring(plot("nothing", [])).tag.endswith("svg")
