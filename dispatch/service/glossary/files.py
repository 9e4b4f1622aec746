"""The glossary as files: CSV and XLSX in and out, and TBX for the programs of translators."""

from collections.abc import Sequence

from dispatch.domain.glossary import (
    LONGEST_NOTE,
    LONGEST_TERM,
    TermFilter,
    TermState,
    TermToKeep,
    meaning_of,
    reasons_against_term,
)
from dispatch.domain.permissions import DispatchPermission
from dispatch.domain.tbx import TbxTerm, read_tbx, write_tbx
from dispatch.service.glossary import terms
from dispatch.store.queries import glossary as queries
from dispatch.store.tables import GlossaryTerm
from foundation.database.work import UnitOfWork
from foundation.security.errors import NotFound
from foundation.tables import spreadsheet
from foundation.tables.columns import Column, Shape, names_of
from foundation.tables.kinds import ImportKind
from foundation.tables.row_parser import RowParser
from foundation.tables.rows import Row, RowOutcome, RowProblem
from foundation.text.message import say
from foundation.text.words import vocabulary_of
from interpreters.domain.qualifications import Domain
from interpreters.domain.translators import TextLanguage

FORMATS = ("csv", "xlsx", "tbx")
COLUMNS = (
    Column(
        name="source_language",
        heading=say("Source language"),
        meaning=say("The language of the term."),
        example=TextLanguage.KOREAN,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(TextLanguage),
    ),
    Column(
        name="target_language",
        heading=say("Target language"),
        meaning=say("The language of the translation."),
        example=TextLanguage.VIETNAMESE,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(TextLanguage),
    ),
    Column(
        name="domain",
        heading=say("Field"),
        meaning=say("The field in which it is called so."),
        example=Domain.LABOUR,
        needed=True,
        shape=Shape.CHOICE,
        words=vocabulary_of(Domain),
    ),
    Column(
        name="source_text",
        heading=say("Term"),
        meaning=say("The term itself."),
        also="용어, 원어",
        example="근로계약서",
        needed=True,
    ),
    Column(
        name="target_text",
        heading=say("Translation"),
        meaning=say("What it is called in the other language."),
        also="번역어, 대역어",
        example="hợp đồng lao động",
        needed=True,
    ),
    Column(
        name="note",
        heading=say("Note"),
        meaning=say("When it is used, and what to beware of."),
        also="비고, 메모",
        example="표준근로계약서 서식 기준",
    ),
    Column(
        name="state",
        heading=say("State"),
        meaning=say("Approved, or only proposed. A new term without it is proposed."),
        example=TermState.APPROVED,
        shape=Shape.CHOICE,
        words=vocabulary_of(TermState),
    ),
)


def export(uow: UnitOfWork, wanted: TermFilter, file_format: str) -> bytes:
    """The terms of a filter as a file that can be imported again."""
    uow.require(DispatchPermission.GLOSSARY_READ)
    if file_format not in FORMATS:
        raise NotFound
    found = queries.list_terms(uow.db, wanted)
    if file_format == "tbx":
        return write_tbx([_as_tbx(term) for term in found])
    names = [column.name for column in COLUMNS]
    rows = [[str(getattr(term, name)) for name in names] for term in found]
    if file_format == "csv":
        return spreadsheet.write_csv(names, rows)
    return spreadsheet.write_xlsx(names, rows, title="glossary")


def rows_of_tbx(content: bytes) -> Sequence[Row]:
    """The rows of a TBX file, as a table would hold them; Refused says what is wrong with the file as a whole."""
    found = read_tbx(content)
    return [
        Row(
            number,
            {
                "source_language": term.source_language,
                "target_language": term.target_language,
                "domain": term.domain or Domain.GENERAL.value,
                "source_text": term.source_text,
                "target_text": term.target_text,
                "note": term.note,
                "state": term.state,
            },
        )
        for number, term in found
    ]


def load(uow: UnitOfWork, rows: Sequence[Row]) -> list[RowProblem]:
    """Add terms, or change the note and the state of those that are known; nothing is removed."""
    uow.require(DispatchPermission.GLOSSARY_KEEP)
    problems: list[RowProblem] = []
    read = [_Read(RowParser(row, problems)) for row in rows]
    known = {
        term.meaning: term
        for term in queries.terms_meaning(uow.db, {each.meaning for each in read})
    }
    added: list[GlossaryTerm] = []
    for each in read:
        if not each.cells.ok:
            continue
        if (held := known.get(each.meaning)) is not None:
            each.cells.did(_update(uow, each, held))
            continue
        row = terms.made(uow, each.term, approved=each.is_approved)
        known[each.meaning] = row
        added.append(row)
        each.cells.did(RowOutcome.NEW)
    uow.db.add_all(added)
    uow.record_many("term.added", [(row.id, terms.facts_of(row)) for row in added])
    return problems


class _Read:
    """A term as a row holds it; what is wrong is noted with the row."""

    def __init__(self, cells: RowParser) -> None:
        self.cells = cells
        self.term = TermToKeep(
            source_language=cells.member("source_language", TextLanguage),
            target_language=cells.member("target_language", TextLanguage),
            domain=cells.member("domain", Domain),
            source_text=cells.text("source_text", longest=LONGEST_TERM, required=True),
            target_text=cells.text("target_text", longest=LONGEST_TERM, required=True),
            note=cells.free_text("note", longest=LONGEST_NOTE),
        ).tidy()
        self.is_approved = (
            cells.gives("state") and cells.member("state", TermState) is TermState.APPROVED
        )
        self.meaning = meaning_of(self.term)
        if cells.ok:
            for name, reason in reasons_against_term(self.term):
                cells.problem(name, reason)


def _update(uow: UnitOfWork, read: _Read, held: GlossaryTerm) -> RowOutcome:
    is_noted = read.cells.gives("note") and held.note != read.term.note
    if is_noted:
        held.note = read.term.note
        uow.record("term.changed", subject=held.id, changed_fields=["note"], **terms.facts_of(held))
    is_news = read.is_approved and held.state is TermState.PROPOSED
    if is_news:
        uow.db.flush()
        terms.approve(uow, held.id)
    return RowOutcome.CHANGED if is_noted or is_news else RowOutcome.UNCHANGED


def _as_tbx(term: GlossaryTerm) -> TbxTerm:
    return TbxTerm(
        source_language=term.source_language.value,
        target_language=term.target_language.value,
        domain=term.domain.value,
        source_text=term.source_text,
        target_text=term.target_text,
        note=term.note,
        state=term.state.value,
    )


TERMS = ImportKind(
    name="glossary",
    required=names_of(COLUMNS, needed=True),
    optional=names_of(COLUMNS, needed=False),
    described=COLUMNS,
    unique=("source_language", "target_language", "domain", "source_text", "target_text"),
    chunk=500,
    label=say("Glossary"),
    permission=DispatchPermission.GLOSSARY_KEEP,
    endpoint="glossary.index",
    load=load,
)
