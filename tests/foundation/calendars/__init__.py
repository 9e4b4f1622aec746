"""Calendars of other programs: written, read back by their libraries, fetched and read apart."""
