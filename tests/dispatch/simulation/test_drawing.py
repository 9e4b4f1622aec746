"""The picture of a play: well formed, labelled, and of what the figures say."""

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree as ET

from dispatch.service.simulation.drawing import draw
from dispatch.service.simulation.figures import DayFigures, PlayFigures

FIGURES = PlayFigures(
    seed=7,
    weeks=1,
    autopilot=False,
    sessions=9,
    wanted=10,
    filled=8,
    fill_rate=0.8,
    of_clairvoyant=0.97,
    clairvoyant=8,
    clairvoyant_at_most=8,
    median_minutes_to_fill=90.0,
    p95_minutes_to_fill=400.0,
    urgent=1,
    urgent_filled=1,
    helpline_calls=2,
    helpline_on_duty=2,
    helpline_median_seconds=25.0,
    helpline_connected=1.0,
    repairs=1,
    changes_per_repair=0.0,
    messages_per_session=6.0,
    without_outcome=0,
    offers_in_limbo=0,
    double_booked=0,
    notices_of_cancelled=0,
    dead_jobs=0,
    days=(DayFigures(date(2026, 11, 30), 6, 5), DayFigures(date(2026, 12, 1), 4, 3)),
    minutes_to_fill=(20.0, 90.0, 400.0),
    helpline_seconds=(20.0, 30.0),
)


def test_it_is_an_image_with_a_title_and_labels() -> None:
    """Whoever cannot see it hears what it says; whoever can, reads the scales."""
    root = ET.fromstring(draw(FIGURES))
    texts = [element.text for element in root.iter() if element.text and element.text.strip()]
    assert "1 week, seed 7, careful coordinator" in texts
    assert "8 of 10 slots filled (80.0%), 97.0% of what could be filled" in texts
    assert "2026-11-30: 5 filled" in texts
    assert {"12-01", "100%", "60 s", "4 h"} <= set(texts)


def test_a_play_without_helpline_has_no_panel_of_it() -> None:
    """What was not played is not drawn."""
    without = replace(FIGURES, helpline_seconds=())
    assert "Helpline" in draw(FIGURES)
    assert "Helpline" not in draw(without)


def test_broken_promises_are_counted() -> None:
    """Each of them counts, and so does a job that was given up."""
    assert FIGURES.broken == 0
    worse = replace(FIGURES, offers_in_limbo=2, dead_jobs=1)
    assert worse.broken == 3
