"""TBX, the exchange format of terminology (ISO 30042:2019, TBX-Basic in its DCA style), written and read.

Each term is a concept of its own with a section for either language. The first language of a concept is the source.
Read are also TBX of 2008 (`martif`, `termEntry`, `langSet`, `tig`) and the DCT style, whose elements differ in name only. A file may
not define entities: that is how XML is made to swell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import islice
from xml.sax.saxutils import escape, quoteattr

from foundation.files.xml_parts import BadXml, read_xml
from foundation.security.errors import refuse
from foundation.text.message import say
from foundation.text.normalise import normalise_text

MOST_TERMS = 20_000
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="ko" xmlns="urn:iso:std:iso:30042:ed-2">
<tbxHeader><fileDesc><sourceDesc><p>Ieum</p></sourceDesc></fileDesc></tbxHeader>
<text><body>
"""
TAIL = "</body></text>\n</tbx>\n"
CONCEPTS, SECTIONS = {"conceptEntry", "termEntry"}, {"langSec", "langSet"}
# What stands within a text and belongs to it.
INLINE = {"hi", "foreign", "sc", "ec", "ph"}
# What the office calls approved and proposed, as TBX-Basic says it.
STATUSES = {"approved": "preferredTerm-admn-sts", "proposed": "admittedTerm-admn-sts"}
APPROVED = {"preferredTerm-admn-sts", "preferred", "preferredTerm"}


@dataclass(frozen=True, kw_only=True)
class TbxTerm:
    """A term as a file holds it, in codes."""

    source_language: str
    target_language: str
    domain: str
    source_text: str
    target_text: str
    note: str = ""
    state: str = ""


def write_tbx(terms: Sequence[TbxTerm]) -> bytes:
    """A TBX file of these terms."""
    concepts = (_concept(number, term) for number, term in enumerate(terms, 1))
    return (HEAD + "".join(concepts) + TAIL).encode()


def _concept(number: int, term: TbxTerm) -> str:
    note = f"<note>{escape(term.note)}</note>" if term.note else ""
    status = STATUSES[term.state]
    return (
        f'<conceptEntry id="t{number}"><descrip type="subjectField">{escape(term.domain)}</descrip>{note}'
        f"<langSec xml:lang={quoteattr(term.source_language)}>"
        f"<termSec><term>{escape(term.source_text)}</term></termSec></langSec>"
        f"<langSec xml:lang={quoteattr(term.target_language)}>"
        f"<termSec><term>{escape(term.target_text)}</term>"
        f'<termNote type="administrativeStatus">{status}</termNote></termSec></langSec></conceptEntry>\n'
    )


@dataclass
class _Section:
    """One language of a concept."""

    language: str
    terms: list[str] = field(default_factory=list[str])
    statuses: list[str] = field(default_factory=list[str])


@dataclass
class _Concept:
    """One concept as it is read."""

    domain: str = ""
    note: str = ""
    sections: list[_Section] = field(default_factory=list[_Section])


class _TbxReader:
    """Listens to the elements of a file and keeps its concepts."""

    def __init__(self) -> None:
        self.concepts: list[_Concept] = []
        self.is_tbx = False
        self._told: list[str] = []
        self._type = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Begin an element."""
        if name in INLINE:
            return
        self._told = []
        self._type = attributes.get("type", "")
        if name in {"tbx", "martif"}:
            self.is_tbx = True
        elif name in CONCEPTS:
            self.concepts.append(_Concept())
        elif name in SECTIONS and self.concepts:
            self.concepts[-1].sections.append(_Section(attributes.get("lang", "")))

    def text(self, text: str) -> None:
        """Keep what stands in an element."""
        self._told.append(text)

    def end(self, name: str) -> None:
        """End an element: what stood in it goes to where it belongs."""
        if name in INLINE:
            return
        told, self._told = normalise_text("".join(self._told)), []
        if not self.concepts or not told:
            return
        concept = self.concepts[-1]
        if name == "subjectField" or (name == "descrip" and self._type == "subjectField"):
            concept.domain = told
        elif name == "note":
            concept.note = concept.note or told
        elif concept.sections:
            section = concept.sections[-1]
            if name == "term":
                section.terms.append(told)
            elif name == "administrativeStatus" or self._type == "administrativeStatus":
                section.statuses.append(told)


def read_tbx(content: bytes) -> list[tuple[int, TbxTerm]]:
    """The terms of a file, each with the number of its concept; Refused when it cannot be read."""
    reader = _TbxReader()
    try:
        read_xml(
            BytesIO(content),
            start=reader.start,
            end=reader.end,
            text=reader.text,
            with_doctype=True,
        )
    except BadXml as error:
        raise refuse(
            "file", say("This is no TBX file, or it is damaged. Export it again from your program.")
        ) from error
    if not reader.is_tbx or not reader.concepts:
        raise refuse("file", say("There are no terms in this file. Choose a TBX file."))
    every = (
        (number, term)
        for number, concept in enumerate(reader.concepts, 1)
        for term in _terms_of(concept)
    )
    # One concept of many synonyms makes a term of each with each: counted while they are made.
    found = list(islice(every, MOST_TERMS + 1))
    if len(found) > MOST_TERMS:
        raise refuse("file", say("Use at most %(n)s terms in one file.", n=f"{MOST_TERMS:,}"))
    return found


def _terms_of(concept: _Concept) -> Iterator[TbxTerm]:
    """Each term of the first language with each of every other."""
    source, *others = concept.sections or [_Section("")]
    for target in others or [_Section("")]:
        approved = APPROVED.intersection([*target.statuses, *source.statuses])
        for source_text in source.terms or [""]:
            for target_text in target.terms or [""]:
                yield TbxTerm(
                    source_language=_code(source.language),
                    target_language=_code(target.language),
                    domain=concept.domain,
                    source_text=source_text,
                    target_text=target_text,
                    note=concept.note,
                    state="approved" if approved else "proposed",
                )


def _code(language: str) -> str:
    """Its language alone: `zh-CN` and `zh_Hans` are `zh`; Filipino has two codes."""
    code = language.replace("_", "-").partition("-")[0].lower()
    return {"fil": "tl"}.get(code, code)
