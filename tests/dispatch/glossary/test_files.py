"""The glossary goes out and comes back: CSV, XLSX and TBX."""

import pytest

from dispatch.domain.glossary import TermFilter, TermState
from dispatch.domain.tbx import TbxTerm, read_tbx, write_tbx
from dispatch.service.glossary import files, terms
from dispatch.store.queries import glossary as queries
from foundation.database.work import Office, UnitOfWork, begin, reading
from foundation.security.errors import NotFound, Refused
from foundation.security.permissions import the_system
from foundation.tables.importing import Report, run_imports
from foundation.tables.reading import read_rows
from foundation.tables.rows import Row, RowOutcome
from interpreters.domain.translators import TextLanguage
from tests.dispatch.glossary.test_terms import a_term

OLD = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXcoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><martifHeader/><text><body>
<termEntry id="a"><descrip type="subjectField">labour</descrip>
<langSet xml:lang="ko-KR"><tig><term>임금</term></tig></langSet>
<langSet xml:lang="fil"><tig><term>sahod</term><termNote type="administrativeStatus">preferred</termNote></tig></langSet>
<langSet xml:lang="zh_Hans"><ntig><termGrp><term>工资</term></termGrp></ntig><tig><term>薪金</term></tig></langSet>
</termEntry></body></text></martif>"""
DCT = """<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:basic="http://www.tbxinfo.net/ns/basic" xmlns:min="http://www.tbxinfo.net/ns/min"><tbxHeader/><text><body>
<conceptEntry id="1"><min:subjectField>medical</min:subjectField><langSec xml:lang="en"><termSec><term>dose &amp; time</term></termSec></langSec>
<langSec xml:lang="ru"><termSec><term>доза</term><min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec></langSec></conceptEntry>
</body></text></tbx>"""
SWELLING = '<!DOCTYPE tbx [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><tbx><term>&b;</term></tbx>'


def taken(office: Office, rows: list[Row]) -> Report:
    return run_imports(office, the_system(), [(files.TERMS, rows)], apply=True)[0]


def everything(office: Office) -> list[tuple[str, ...]]:
    with reading(office, the_system()) as uow:
        return [
            tuple(str(getattr(term, column.name)) for column in files.COLUMNS)
            for term in queries.list_terms(uow.db, TermFilter())
        ]


@pytest.mark.parametrize("file_format", files.FORMATS)
def test_what_is_exported_comes_back_as_it_was(office: Office, file_format: str) -> None:
    with begin(office, the_system()) as uow:
        terms.add(uow, a_term(), approved=True)
        terms.add(uow, a_term("임금", "ប្រាក់ឈ្នួល", target_language=TextLanguage.KHMER))
        # What a spreadsheet would run, and what XML would read.
        terms.add(uow, a_term("=1+1", '<b> & "c" ]]>', note="-2"))
    before = everything(office)
    with begin(office, the_system()) as uow:
        content = files.export(uow, TermFilter(), file_format)
        for term in queries.list_terms(uow.db, TermFilter()):
            terms.remove(uow, term.id)
    if file_format == "tbx":
        rows = list(files.rows_of_tbx(content))
    else:
        read = read_rows(f"glossary.{file_format}", content, files.TERMS)
        assert not read.problems
        rows = list(read.rows)
    assert b"\n=1+1" not in content
    report = taken(office, rows)
    assert (report.problems, report.applied) == ([], 3)
    assert everything(office) == before
    again = taken(office, rows)
    assert again.outcomes == {RowOutcome.UNCHANGED: 3}


def test_what_is_known_gets_its_note_and_its_approval(office: Office) -> None:
    with begin(office, the_system()) as uow:
        terms.add(uow, a_term())
    term = TbxTerm(
        source_language="ko",
        target_language="vi",
        domain="labour",
        source_text="임금체불",
        target_text="Nợ lương",
        note="luật",
        state="approved",
    )
    report = taken(office, list(files.rows_of_tbx(write_tbx([term]))))
    assert report.outcomes == {RowOutcome.CHANGED: 1}
    with reading(office, the_system()) as uow:
        (row,) = queries.list_terms(uow.db, TermFilter())
    assert (row.target_text, row.note, row.state) == ("nợ lương", "luật", TermState.APPROVED)


def test_other_kinds_of_tbx_are_read() -> None:
    found = [
        (term.source_language, term.target_language, term.target_text, term.state)
        for _, term in read_tbx(OLD.encode())
    ]
    assert found == [
        ("ko", "tl", "sahod", "approved"),
        ("ko", "zh", "工资", "proposed"),
        ("ko", "zh", "薪金", "proposed"),
    ]
    ((number, term),) = read_tbx(DCT.encode())
    assert (number, term.domain, term.source_text, term.state) == (
        1,
        "medical",
        "dose & time",
        "approved",
    )


@pytest.mark.parametrize("text", ["", "no XML", "<tbx>", "<html/>", "<tbx/>", SWELLING])
def test_what_is_no_tbx_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        read_tbx(text.encode())
    assert list(refused.value.problems) == ["file"]


def test_nothing_is_taken_when_something_is_wrong(office: Office) -> None:
    good = {
        "source_language": "ko",
        "target_language": "vi",
        "domain": "labour",
        "source_text": "임금",
        "target_text": "lương",
    }
    rows = [
        Row(1, good),
        Row(2, {**good, "target_language": "ko"}),
        Row(3, {**good, "domain": "?"}),
    ]
    report = taken(office, rows)
    assert [(problem.line, problem.column) for problem in report.problems] == [
        (2, "target_language"),
        (3, "domain"),
    ]
    assert everything(office) == []


def test_only_known_formats_are_written(uow: UnitOfWork) -> None:
    with pytest.raises(NotFound):
        files.export(uow, TermFilter(), "exe")


@pytest.mark.parametrize("encoding", ["euc-kr", "rot13", "hex", "idna", "nonsense"])
def test_a_file_in_letters_that_are_not_read_is_refused(encoding: str) -> None:
    with pytest.raises(Refused, match="no TBX file"):
        read_tbx(f'<?xml version="1.0" encoding="{encoding}"?><tbx/>'.encode())


def test_synonyms_of_one_concept_do_not_multiply_without_end() -> None:
    def section(language: str) -> str:
        words = "".join(f"<termSec><term>{language}{n}</term></termSec>" for n in range(1_000))
        return f'<langSec xml:lang="{language}">{words}</langSec>'

    concept = f'<conceptEntry id="1">{section("ko")}{section("vi")}</conceptEntry>'
    with pytest.raises(Refused, match="at most 20,000"):
        read_tbx(f"<tbx><text><body>{concept}</body></text></tbx>".encode())
