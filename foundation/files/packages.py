"""Documents that are packages of XML (DOCX, XLSX, HWPX), opened within limits; nothing is unpacked to disk.

Refused are bombs, names that lead out of a folder, two parts of one name, and what lies before, behind or over the parts.
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from io import BytesIO

from foundation.files.faults import FileFault, FileRefused
from foundation.files.xml_parts import BadXml, Start, read_xml

ZIP, END_OF_ZIP = b"PK\x03\x04", b"PK\x05\x06"
END_BYTES = 22
MOST_PARTS = 2000
MOST_UNPACKED = 200 * 1024 * 1024
# How many times smaller than its content a part may be packed, once it is large.
MOST_PACKED, LARGE = 200, 1024 * 1024
ENCRYPTED = 0x1
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


class PackageFormat(Enum):
    """Whose document a package is."""

    WORD = auto()
    HANCOM = auto()
    SHEETS = auto()


@dataclass(frozen=True)
class OpenedPackage:
    """A package whose parts may be read."""

    format: PackageFormat
    parts: zipfile.ZipFile

    def read(self, name: str) -> bytes:
        """The bytes of one part; FileRefused when they are damaged."""
        try:
            return self.parts.read(name)
        except DAMAGE as error:
            raise FileRefused(FileFault.BROKEN) from error

    def read_xml(
        self,
        name: str,
        *,
        start: Start,
        end: Callable[[str], None],
        text: Callable[[str], None],
    ) -> None:
        """Tell of each element and each text of one part; FileRefused when it is damaged or defines its own."""
        try:
            with self.parts.open(name) as stream:
                read_xml(stream, start=start, end=end, text=text)
        except BadXml as error:
            raise FileRefused(error.fault) from error
        except DAMAGE as error:
            raise FileRefused(FileFault.BROKEN) from error

    def names(self, pattern: str) -> list[str]:
        """The parts whose whole name matches, in order."""
        return sorted(name for name in self.parts.namelist() if re.fullmatch(pattern, name))


def open_package(content: bytes) -> OpenedPackage:
    """Open a package within the limits; FileRefused when it is none of ours or breaks them."""
    try:
        parts = zipfile.ZipFile(BytesIO(content))
    except (*DAMAGE, OverflowError) as error:
        raise FileRefused(FileFault.BROKEN) from error
    # What stands before the first part or behind the end is another file.
    behind = len(content) - content.rindex(END_OF_ZIP) - END_BYTES - len(parts.comment)
    first = min((part.header_offset for part in parts.infolist()), default=0)
    if behind or first:
        raise FileRefused(FileFault.TWO_IN_ONE)
    _check_parts(parts.infolist(), len(content))
    try:
        return OpenedPackage(_format_of(parts), parts)
    except DAMAGE as error:
        raise FileRefused(FileFault.BROKEN) from error


def _check_parts(parts: list[zipfile.ZipInfo], size: int) -> None:
    names = [part.orig_filename for part in parts]
    if len(names) > MOST_PARTS or len({name.casefold() for name in names}) < len(names):
        raise FileRefused(FileFault.UNSAFE)
    if any(_leads_out(name) for name in names):
        raise FileRefused(FileFault.UNSAFE)
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise FileRefused(FileFault.PASSWORD)
    if any(part.compress_type not in METHODS for part in parts):
        raise FileRefused(FileFault.UNSAFE)
    if sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise FileRefused(FileFault.TOO_HEAVY)
    # Parts that lie over one another unpack to more than there is.
    if sum(part.compress_size for part in parts) > size:
        raise FileRefused(FileFault.TOO_HEAVY)
    if any(
        part.file_size > LARGE and part.file_size > MOST_PACKED * part.compress_size
        for part in parts
    ):
        raise FileRefused(FileFault.TOO_HEAVY)


def _leads_out(name: str) -> bool:
    return (
        name.startswith(("/", "\\"))
        or "\\" in name
        or ":" in name
        or "\0" in name
        or ".." in name.split("/")
    )


def _format_of(parts: zipfile.ZipFile) -> PackageFormat:
    names = set(parts.namelist())
    if "word/document.xml" in names and "[Content_Types].xml" in names:
        return PackageFormat.WORD
    if "xl/workbook.xml" in names and "[Content_Types].xml" in names:
        return PackageFormat.SHEETS
    if "mimetype" in names and parts.read("mimetype")[:64].strip() == b"application/hwp+zip":
        return PackageFormat.HANCOM
    raise FileRefused(FileFault.UNKNOWN)
