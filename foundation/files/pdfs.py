"""PDF files: pages, text, and what could act in them; the only file that speaks pypdf."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, cast

from pypdf import PdfReader, filters
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject

from foundation.files.faults import FileFault, FileRefused

MOST_PAGES, MOST_OBJECTS = 2000, 200_000
# Actions that run or send something; going to a page or to an address that somebody clicks is none.
ACTING = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute", "/Rendition"}
SCRIPTS = {"/JS", "/JavaScript", "/XFA"}
HOLDING = {"/EmbeddedFiles", "/RichMediaContent", "/RichMedia"}
# No other program is ever started to unpack an image.
filters.JBIG2DEC_BINARY = None


def read_pdf(content: bytes) -> tuple[int, str]:
    """Pages and text; FileRefused when it is locked, damaged, or could act.

    One that may be opened but not printed or copied is read: it needs no password.
    """
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FileRefused(FileFault.PASSWORD)
        _check_objects(reader)
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise FileRefused(FileFault.TOO_HEAVY)
        if not pages:
            raise FileRefused(FileFault.BROKEN)
        return pages, "\n".join(page.extract_text() for page in reader.pages)
    except FileRefused:
        raise
    except MemoryError as error:
        raise FileRefused(FileFault.TOO_HEAVY) from error
    except Exception as error:  # whatever the library trips over: the file is damaged
        raise FileRefused(FileFault.BROKEN) from error


def _check_objects(reader: PdfReader) -> None:
    """Look at every object that the file lists, reached from a page or not."""
    for seen, found in enumerate(_objects(reader)):
        if seen > MOST_OBJECTS:
            raise FileRefused(FileFault.TOO_HEAVY)
        _check(found)


def _objects(reader: PdfReader) -> Iterator[DictionaryObject]:
    numbers = {(n, g) for g, listed in reader.xref.items() for n in listed}
    numbers |= {(n, 0) for n in reader.xref_objStm}
    yield from _dictionaries(reader.trailer)
    for number, generation in sorted(numbers):
        if number:
            yield from _dictionaries(_got(reader, number, generation))


def _got(reader: PdfReader, number: int, generation: int) -> Any:
    try:
        return reader.get_object(IndirectObject(number, generation, reader))
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001  an object that nobody can read does nothing; a page that needs it fails below
        return None


def _dictionaries(found: Any) -> Iterator[DictionaryObject]:
    """The dictionaries in one object, without those that it only refers to."""
    waiting: list[Any] = [found]
    while waiting:
        one = waiting.pop()
        if isinstance(one, DictionaryObject):
            yield one
            waiting += [cast("Any", one).raw_get(key) for key in one]
        elif isinstance(one, ArrayObject):
            waiting += list(cast("Any", one))


def _check(found: DictionaryObject) -> None:
    keys = {str(key) for key in found}
    action = found.raw_get("/S") if "/S" in keys else None
    kind = found.raw_get("/Type") if "/Type" in keys else None
    if keys & SCRIPTS or (isinstance(action, NameObject) and str(action) in ACTING):
        raise FileRefused(FileFault.SCRIPT)
    if keys & HOLDING or (isinstance(kind, NameObject) and str(kind) == "/EmbeddedFile"):
        raise FileRefused(FileFault.ACTIVE)
