"""Dates as a file that every calendar reads (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

LINE_OCTETS = 75


@dataclass(frozen=True)
class Appointment:
    """One entry; `uid` stays the same when it is sent again, so that calendars replace it.

    A higher `sequence` replaces a lower one. What is `cancelled` is told, as a calendar keeps what it is not told of.
    A `link` leads into a meeting: only files for those who may enter it have one.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    link: str = ""
    sequence: int = 0
    cancelled: bool = False


def calendar_file(appointments: Iterable[Appointment], made_at: datetime) -> str:
    """The file; times are in UTC, so that no reader has to know a zone."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Ieum//KO", "METHOD:PUBLISH"]
    for each in appointments:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.uid}",
            f"DTSTAMP:{_instant(made_at)}",
            f"SEQUENCE:{each.sequence}",
            *(["STATUS:CANCELLED"] if each.cancelled else []),
            f"DTSTART:{_instant(each.starts_at)}",
            f"DTEND:{_instant(each.ends_at)}",
            f"SUMMARY:{_escaped(each.title)}",
            *([f"LOCATION:{_escaped(each.place)}"] if each.place else []),
            # Some calendars show the address as a button, others only what is described.
            *([f"DESCRIPTION:{_escaped(each.link)}", f"URL:{each.link}"] if each.link else []),
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in (*lines, "END:VCALENDAR"))


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\r", "").replace("\n", "\\n")


def _folded(line: str) -> str:
    """No line is longer than 75 octets; a character is never cut."""
    parts, length = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if length + octets > LINE_OCTETS:
            parts.append("")
            length = 1
        parts[-1] += sign
        length += octets
    return "\r\n ".join(parts)
