"""What could act in a document when somebody opens it: macros, programs, scripts, and links that are followed unasked."""

import re
from collections.abc import Mapping

from foundation.files.faults import FileFault, FileRefused
from foundation.files.packages import OpenedPackage, PackageFormat
from foundation.files.scripts import is_empty_script

MACROS = re.compile(r"vba(project|data)|(macro|dialog)sheets/", re.IGNORECASE)
EMBEDDED = re.compile(
    r"/embeddings/|/activex/|oleobject|\.(ole|exe|dll|js|jse|vbs|vbe|wsf|bat|cmd|com|scr|lnk|hta|msi|jar|ps1)$",
    re.IGNORECASE,
)
MACRO_TYPES = re.compile(r"macroenabled|vbaproject|activex", re.IGNORECASE)
# Links that somebody must click; every other one is followed when the document opens.
CLICKED = ("/hyperlink", "/externalLinkPath", "/externalLink")
# The first word of a field says what it does.
FETCHING_FIELDS = re.compile(
    r"^\s*(INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.IGNORECASE | re.MULTILINE
)
STARTING_FIELDS = re.compile(r"^\s*DDE(AUTO)?\b", re.IGNORECASE | re.MULTILINE)
STARTING_FORMULAS = re.compile(r"\b(CALL|REGISTER|EXEC)\s*\(", re.IGNORECASE)
FETCHING_FORMULAS = re.compile(r"\b(WEBSERVICE|IMAGE)\s*\(", re.IGNORECASE)


def check_package(package: OpenedPackage) -> None:
    """Refuse what acts, fetches or hides in a package."""
    names = [f"/{name}" for name in package.parts.namelist()]
    if any(MACROS.search(name) for name in names):
        raise FileRefused(FileFault.MACROS)
    if any(EMBEDDED.search(name) for name in names):
        raise FileRefused(FileFault.ACTIVE)
    if package.format is PackageFormat.HANCOM:
        _check_hancom(package)
    else:
        _check_office(package)


def _check_hancom(package: OpenedPackage) -> None:
    for name in package.names(r"Scripts/.*"):
        if not is_empty_script(package.read(name)):
            raise FileRefused(FileFault.SCRIPT)
    for name in package.names(r"(?i).*\.(xml|hpf|rdf)"):
        _Look(package, name)


def _check_office(package: OpenedPackage) -> None:
    if package.names(r"xl/connections\.xml"):
        raise FileRefused(FileFault.FETCHES)
    for name in package.names(r"(?i).*\.(xml|rels)"):
        _Look(package, name)


class _Look:
    """One part read through, for links, fields and formulas."""

    def __init__(self, package: OpenedPackage, name: str) -> None:
        self._field: list[str] = []
        self._inside = ""
        package.read_xml(name, start=self._start, end=self._end, text=self._text)
        told = "".join(self._field)
        if STARTING_FIELDS.search(told) or STARTING_FORMULAS.search(told):
            raise FileRefused(FileFault.SCRIPT)
        if FETCHING_FIELDS.search(told) or FETCHING_FORMULAS.search(told):
            raise FileRefused(FileFault.FETCHES)

    def _start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._inside = name
        if name == "fldSimple":
            self._field.append(f"\n{attributes.get('instr', '')}\n")
        elif name in {"fldChar", "f"}:
            self._field.append("\n")
        elif fault := _fault_of(name, attributes):
            raise FileRefused(fault)

    def _end(self, name: str) -> None:
        del name
        self._inside = ""

    def _text(self, text: str) -> None:
        # The name of a field may be cut into several runs.
        if self._inside in {"instrText", "f"}:
            self._field.append(text)


def _fault_of(name: str, attributes: Mapping[str, str]) -> FileFault | None:
    """What is wrong with one element, if anything."""
    if name in {"ddeLink", "oleLink"}:
        return FileFault.SCRIPT
    if name == "encryption-data":
        return FileFault.PASSWORD
    if name in {"Override", "Default"} and MACRO_TYPES.search(attributes.get("ContentType", "")):
        return FileFault.MACROS
    if name == "item" and "://" in attributes.get("href", ""):
        return FileFault.FETCHES
    is_link_out = attributes.get("TargetMode", "").lower() == "external"
    is_clicked = attributes.get("Type", "").endswith(CLICKED)
    if name == "Relationship" and is_link_out and not is_clicked:
        return FileFault.FETCHES
    return None
