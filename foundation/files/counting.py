"""Pages and words of a file, counted in a process of its own (`apart.py` asks it).

Pages are those of the paper: a PDF has them, a picture is one, a Word document says how many it was last laid out on. Where
a file knows of none they are reckoned from its words and marked so. A scan has pages and no words.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import ceil

from foundation.files.active import check_package
from foundation.files.compounds import read_hwp
from foundation.files.faults import FileFault, FileRefused
from foundation.files.kinds import FileKind, find_kind
from foundation.files.packages import OpenedPackage, open_package
from foundation.files.words import count_words
from foundation.tables.grid import Unreadable
from foundation.tables.letters import decoded

WORDS_PER_PAGE = 250
# More words than fit on a page: what the document says of its pages is out of date.
MOST_WORDS_PER_PAGE = 1500
# Where the words stand: the parts, the element that holds a text, and those that end a paragraph or a cell.
DOCX_PARTS = r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml"
HWPX_PARTS = r"Contents/section\d+\.xml"
XLSX_PARTS = r"xl/(sharedStrings|worksheets/sheet\d+)\.xml"
HOLDERS = {"t"}
ENDS = {"p", "tab", "br", "si", "is", "lineBreak", "tc"}
# What is written a second time for older programs, and how a word is read aloud.
AGAIN = {"Fallback", "rPh"}


@dataclass(frozen=True)
class FileCount:
    """What a file is and how much stands in it; words are None where none can be read."""

    kind: FileKind
    pages: int
    words: int | None = None
    pages_reckoned: bool = False


def count_file(content: bytes, name: str) -> FileCount:
    """Look through a file; FileRefused when it is not to be kept."""
    kind = find_kind(content, name)
    match kind:
        case FileKind.PNG | FileKind.JPEG:
            return FileCount(kind, 1)
        case FileKind.PDF:
            # Slow to load, and most files are none.
            from foundation.files.pdfs import read_pdf

            pages, text = read_pdf(content)
            return FileCount(kind, pages, count_words(text) or None)
        case FileKind.HWP:
            return _reckoned(kind, count_words(read_hwp(content)))
        case FileKind.TXT:
            return _reckoned(kind, count_words(_plain(content)))
        case FileKind.DOCX | FileKind.HWPX | FileKind.XLSX:
            return _count_package(kind, content)


def as_answer(count: FileCount) -> dict[str, object]:
    """A count as the process writes it."""
    return asdict(count)


def _reckoned(kind: FileKind, words: int) -> FileCount:
    return FileCount(kind, max(1, ceil(words / WORDS_PER_PAGE)), words, pages_reckoned=True)


def _plain(content: bytes) -> str:
    try:
        text, _ = decoded(content)
    except Unreadable as error:
        raise FileRefused(FileFault.UNKNOWN) from error
    if any(sign < " " and sign not in "\t\n\r\f" for sign in text):
        raise FileRefused(FileFault.UNKNOWN)
    return text


def _count_package(kind: FileKind, content: bytes) -> FileCount:
    package = open_package(content)
    check_package(package)
    parts = {FileKind.DOCX: DOCX_PARTS, FileKind.HWPX: HWPX_PARTS, FileKind.XLSX: XLSX_PARTS}
    names = package.names(parts[kind])
    if kind is FileKind.HWPX and not names:
        raise FileRefused(FileFault.BROKEN)
    words = sum(count_words(_text_of(package, name)) for name in names)
    told = _pages_told(package) if kind is FileKind.DOCX else None
    if told and words <= told * MOST_WORDS_PER_PAGE:
        return FileCount(kind, told, words)
    return _reckoned(kind, words)


def _text_of(package: OpenedPackage, name: str) -> str:
    """The text of one part; each different text of a workbook stands in it once."""
    found: list[str] = []
    inside: list[str] = []

    def start(element: str, attributes: Mapping[str, str]) -> None:
        del attributes
        inside.append(element)

    def end(element: str) -> None:
        inside.pop()
        if element in ENDS:
            found.append("\n")

    def text(words: str) -> None:
        if inside[-1] in HOLDERS and not AGAIN.intersection(inside):
            found.append(words)

    package.read_xml(name, start=start, end=end, text=text)
    return "".join(found)


def _pages_told(package: OpenedPackage) -> int | None:
    """On how many pages the document was last laid out, as it says itself."""
    name = "docProps/app.xml"
    if name not in package.parts.namelist():
        return None
    told: list[str] = []
    inside: list[str] = []

    def start(element: str, attributes: Mapping[str, str]) -> None:
        del attributes
        inside.append(element)

    def text(words: str) -> None:
        if inside[-1] == "Pages":
            told.append(words)

    package.read_xml(name, start=start, end=lambda _: inside.append(""), text=text)
    number = "".join(told)
    return int(number) if re.fullmatch(r"[0-9]{1,4}", number) else None
