"""What a file is, found by its content: nobody believes a name.

Only plain text has no mark of its own; it is taken where the name says text too. Whatever is found, the file goes out
under the ending of what it is.
"""

import re
from enum import StrEnum

from foundation.files.compounds import compound_kind
from foundation.files.faults import FileFault, FileRefused
from foundation.files.packages import END_OF_ZIP, ZIP, PackageFormat, open_package
from foundation.text.i18n import register_labels
from foundation.text.message import say

TEXT_NAMES = (".txt", ".text")
PDF = b"%PDF-"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PNG = b"\x89PNG\r\n\x1a\n"
PNG_END = b"IEND\xaeB`\x82"
JPEG, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
BYTE_ORDER = b"\xef\xbb\xbf"
# Readers of PDF and of ZIP look for their mark this far from the start and from the end of a file.
PDF_REACH, ZIP_REACH = 1024, 65_557
# What a browser or a word processor would take for a document with scripts.
MARKUP = re.compile(
    rb"\s*(<(!|\?|html|svg|script|body|head|iframe)|\{\\rtf|#!|%!PS)", re.IGNORECASE
)


class FileKind(StrEnum):
    """The kinds of files that are kept, each by its ending."""

    DOCX = "docx"
    HWP = "hwp"
    HWPX = "hwpx"
    JPEG = "jpg"
    PDF = "pdf"
    PNG = "png"
    TXT = "txt"
    XLSX = "xlsx"


register_labels(
    {
        FileKind.DOCX: say("Word document"),
        FileKind.HWP: say("Hangul document (HWP)"),
        FileKind.HWPX: say("Hangul document (HWPX)"),
        FileKind.JPEG: say("Photo (JPEG)"),
        FileKind.PDF: say("PDF document"),
        FileKind.PNG: say("Picture (PNG)"),
        FileKind.TXT: say("Plain text"),
        FileKind.XLSX: say("Excel workbook"),
    }
)
OF_PACKAGES = {
    PackageFormat.WORD: FileKind.DOCX,
    PackageFormat.HANCOM: FileKind.HWPX,
    PackageFormat.SHEETS: FileKind.XLSX,
}


def find_kind(content: bytes, name: str) -> FileKind:
    """What a file is; FileRefused when it is nothing that is kept, or two things at once."""
    if not content:
        raise FileRefused(FileFault.EMPTY)
    if content.startswith(ZIP):
        kind = OF_PACKAGES[open_package(content).format]
    elif content.startswith(OLE):
        compound_kind(content)
        kind = FileKind.HWP
    else:
        kind = _by_mark(content, name)
    _is_one_file(content, kind)
    return kind


def _by_mark(content: bytes, name: str) -> FileKind:
    if content.startswith(PDF):
        return FileKind.PDF
    if content.startswith(PNG):
        if PNG_END not in content:
            raise FileRefused(FileFault.BROKEN)
        return FileKind.PNG
    if content.startswith(JPEG):
        if JPEG_END not in content:
            raise FileRefused(FileFault.BROKEN)
        return FileKind.JPEG
    if name.lower().endswith(TEXT_NAMES) and not MARKUP.match(content.removeprefix(BYTE_ORDER)):
        return FileKind.TXT
    raise FileRefused(FileFault.UNKNOWN)


def _is_one_file(content: bytes, kind: FileKind) -> None:
    """Refuse what another program would read as something else."""
    is_package = kind in OF_PACKAGES.values()
    if kind is not FileKind.PDF and PDF in content[:PDF_REACH]:
        raise FileRefused(FileFault.TWO_IN_ONE)
    if not is_package and END_OF_ZIP in content[-ZIP_REACH:]:
        raise FileRefused(FileFault.TWO_IN_ONE)
    if kind is FileKind.PNG and not content.endswith(PNG_END):
        raise FileRefused(FileFault.TWO_IN_ONE)
