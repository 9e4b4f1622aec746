"""What can be wrong with a file that somebody hands in, in words for them."""

from enum import StrEnum

from foundation.text.message import LazyText, say


class FileFault(StrEnum):
    """Why a file was not taken; nothing of it is kept then."""

    ACTIVE = "active"
    BROKEN = "broken"
    EMPTY = "empty"
    FETCHES = "fetches"
    MACROS = "macros"
    OLD_OFFICE = "old_office"
    PASSWORD = "password"  # noqa: S105  the name of a fault
    SCRIPT = "script"
    TOO_HEAVY = "too_heavy"
    TOO_LARGE = "too_large"
    TWO_IN_ONE = "two_in_one"
    UNKNOWN = "unknown"
    UNSAFE = "unsafe"


class FileRefused(Exception):
    """A file was not taken. `detail` is a number of megabytes, else empty."""

    def __init__(self, fault: FileFault, detail: str = "") -> None:
        """Say what is wrong."""
        super().__init__(fault.value)
        self.fault, self.detail = fault, detail


def file_fault_said(fault: FileFault, detail: str = "") -> LazyText:
    """The fault as a sentence that says what to do about it."""
    sentences = {
        FileFault.ACTIVE: say(
            "Other files or programs are embedded in this file. Upload them one by one, or save the document as PDF."
        ),
        FileFault.BROKEN: say(
            "This file is damaged and cannot be opened. Save it again in the program it comes from."
        ),
        FileFault.EMPTY: say("This file is empty. Choose the file again."),
        FileFault.FETCHES: say(
            "This document loads something from the internet when it is opened. Embed the pictures or templates, "
            "or save it as PDF."
        ),
        FileFault.MACROS: say(
            "This document contains macros. Save it without macros (.docx or .xlsx)."
        ),
        FileFault.OLD_OFFICE: say(
            "This is an old Word, Excel or PowerPoint file. Save it as .docx, .xlsx or PDF."
        ),
        FileFault.PASSWORD: say("A password protects this file. Save it without a password."),
        FileFault.SCRIPT: say(
            "This document contains a script or starts a program. Print it to a new PDF and upload that."
        ),
        FileFault.TOO_HEAVY: say(
            "This file takes too long to read or grows too large when opened. Divide it and upload the parts."
        ),
        FileFault.TOO_LARGE: say(
            "This file is larger than %(detail)s MB. Divide it and upload the parts.", detail=detail
        ),
        FileFault.TWO_IN_ONE: say(
            "Another file is hidden in this file. Save it again in the program it comes from."
        ),
        FileFault.UNKNOWN: say(
            "Files of this kind are not accepted. Upload DOCX, HWPX, HWP, PDF, XLSX, TXT, PNG or JPEG."
        ),
        FileFault.UNSAFE: say(
            "This file is built in a way that could harm a computer. Save it again in the program it comes from."
        ),
    }
    return sentences[fault]
