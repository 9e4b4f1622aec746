"""From when until when restrictions apply."""

from datetime import date


def applies(first_day: date, last_day: date | None, day: date) -> bool:
    """Whether a restriction applies on `day`; its last day included, without one for ever."""
    return first_day <= day and (last_day is None or day <= last_day)
