"""Calendars of other programs (iCalendar, RFC 5545): written, read, and fetched from an address that somebody typed."""
