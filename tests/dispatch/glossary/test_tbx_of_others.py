"""TBX in the shapes that other programs export, as their public documentation shows them; the texts are invented."""

import pytest

from dispatch.domain.tbx import TbxTerm, read_tbx

# TBX-Basic of 2008: a terminology program with term groups, definitions and transactions.
MARTIF = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="ko-KR">
<martifHeader><fileDesc><titleStmt><title>office</title></titleStmt><sourceDesc><p>export</p></sourceDesc></fileDesc>
<encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc></martifHeader>
<text><body><termEntry id="c7">
<transacGrp><transac type="transactionType">origination</transac><date>2026-10-01</date></transacGrp>
<descrip type="subjectField">labour</descrip>
<langSet xml:lang="ko-KR"><descripGrp><descrip type="definition">일을 그만둘 때 받는 돈</descrip>
<admin type="source">office</admin></descripGrp>
<ntig><termGrp><term>퇴직금</term><termNote type="partOfSpeech">noun</termNote></termGrp></ntig></langSet>
<langSet xml:lang="vi-VN"><ntig><termGrp><term>trợ cấp thôi việc</term>
<termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
<termNote type="termType">fullForm</termNote></termGrp></ntig></langSet>
</termEntry></body></text></martif>"""
# TBX-Basic of 2019 with elements for categories, in namespaces of their modules.
DCT = """<?xml version="1.0" encoding="UTF-8"?>
<?xml-model href="https://raw.example/TBXcoreStructV03.rng" type="application/xml"?>
<tbx type="TBX-Basic" style="dct" xml:lang="ko" xmlns="urn:iso:std:iso:30042:ed-2"
 xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
<tbxHeader><fileDesc><sourceDesc><p>export</p></sourceDesc></fileDesc></tbxHeader>
<text><body><conceptEntry id="c7"><min:subjectField>labour</min:subjectField>
<langSec xml:lang="ko"><descripGrp><basic:definition>일을 그만둘 때 받는 돈</basic:definition></descripGrp>
<termSec><term>퇴직<hi>금</hi></term><min:partOfSpeech>noun</min:partOfSpeech></termSec></langSec>
<langSec xml:lang="vi"><termSec><term>trợ cấp thôi việc</term>
<min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus>
<basic:termType>fullForm</basic:termType></termSec></langSec>
</conceptEntry></body></text></tbx>"""
WANTED = TbxTerm(
    source_language="ko",
    target_language="vi",
    domain="labour",
    source_text="퇴직금",
    target_text="trợ cấp thôi việc",
    state="approved",
)


@pytest.mark.parametrize("text", [MARTIF, DCT], ids=["martif", "dct"])
def test_what_other_programs_export_is_read(text: str) -> None:
    assert read_tbx(text.encode()) == [(1, WANTED)]


def test_a_file_without_fields_and_with_notes_of_translators_is_read() -> None:
    """As tools for translating software write it: tig, a note of its own, no field and no status."""
    text = """<?xml version="1.0"?><!DOCTYPE martif PUBLIC "ISO 12200:1999A//DTD MARTIF core (DXFcdV04)//EN"
 "TBXcdv04.dtd"><martif type="TBX" xml:lang="en"><martifHeader/><text><body><termEntry id="1">
<langSet xml:lang="ko"><tig><term>임금</term></tig></langSet>
<langSet xml:lang="fil"><tig><term>sahod</term></tig><note from="translator">buwanan</note></langSet>
</termEntry></body></text></martif>"""
    [(_, term)] = read_tbx(text.encode())

    assert (term.source_text, term.target_language, term.target_text) == ("임금", "tl", "sahod")
    assert (term.note, term.domain, term.state) == ("buwanan", "", "proposed")
