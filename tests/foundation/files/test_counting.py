"""What a file is, how many pages and words it has, and what is refused or stored harmlessly."""

from collections.abc import Iterator

import pytest

from foundation.files.counting import FileCount, count_file
from foundation.files.faults import FileFault, FileRefused, file_fault_said
from foundation.files.kinds import FileKind
from foundation.files.words import count_words
from tests.foundation.files.corpus import HostileFile, all_of_them, few
from tests.foundation.files.making import docx, hwp, hwpx, jpeg, pdf, png, xlsx

APP = "<Properties xmlns='http://schemas.openxmlformats.org/officeDocument/2006/extended-properties'><Pages>%s</Pages></Properties>"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("근로 계약서, 2026년 11월", 4),
        ("don't - stop… e-mail", 3),
        ("我是移民。", 4),
        ("中文 and English", 4),
        ("サービス残業", 6),
        # Nine letters, and a digit alone.
        ("สัญญาจ้างงาน", 3),
        ("๕", 1),
        # The space of no width is a space, a joiner is none.
        ("កិច្ច\u200bសន្យា", 2),
        ("hy\u00adphen", 1),
    ],
)
def test_words_are_counted_as_they_are_billed(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("content", "name", "count"),
    [
        (docx("근로 계약서", "one"), "a.docx", FileCount(FileKind.DOCX, 1, 3, pages_reckoned=True)),
        (docx("a", more={"docProps/app.xml": APP % 7}), "a.docx", FileCount(FileKind.DOCX, 7, 1)),
        (
            xlsx("성명", "전화 번호", formula="A1*2"),
            "a",
            FileCount(FileKind.XLSX, 1, 3, pages_reckoned=True),
        ),
        (hwpx("하나 둘", "셋"), "a", FileCount(FileKind.HWPX, 1, 3, pages_reckoned=True)),
        (hwp("하나 둘", "셋"), "a", FileCount(FileKind.HWP, 1, 3, pages_reckoned=True)),
        (pdf("one two", "three"), "a", FileCount(FileKind.PDF, 2, 3)),
        (pdf(""), "a", FileCount(FileKind.PDF, 1)),
        (png(), "a", FileCount(FileKind.PNG, 1)),
        (jpeg(), "a", FileCount(FileKind.JPEG, 1)),
        ("말 두".encode("cp949"), "A.TXT", FileCount(FileKind.TXT, 1, 2, pages_reckoned=True)),
        (b"a " * 251, "a.txt", FileCount(FileKind.TXT, 2, 251, pages_reckoned=True)),
    ],
)
def test_each_kind_is_counted(content: bytes, name: str, count: FileCount) -> None:
    assert count_file(content, name) == count


def test_a_document_whose_pages_cannot_be_true_is_reckoned() -> None:
    long = docx("word " * 2000, more={"docProps/app.xml": APP % 1})
    assert count_file(long, "a.docx") == FileCount(FileKind.DOCX, 8, 2000, pages_reckoned=True)


def test_what_is_deleted_or_written_twice_is_not_counted() -> None:
    body = (
        "<w:p><w:r><w:delText>gone</w:delText></w:r></w:p>"
        "<w:p><x:Choice xmlns:x='x'><w:t>box</w:t></x:Choice><x:Fallback xmlns:x='x'><w:t>box</w:t></x:Fallback></w:p>"
        "<w:p><w:r><w:t>in</w:t></w:r><w:r><w:t>side</w:t><w:tab/><w:t>next</w:t></w:r></w:p>"
    )
    assert count_file(docx(body=body), "a.docx").words == 3


def as_expected(hostile: HostileFile) -> Iterator[str]:
    try:
        found: FileFault | FileKind = count_file(hostile.make(), hostile.name).kind
    except FileRefused as refused:
        found = refused.fault
    if hostile.outcome is not None and found is not hostile.outcome:
        yield f"{hostile.what}: {found}"


@pytest.mark.parametrize("fault", list(FileFault))
def test_every_fault_has_its_sentence(fault: FileFault) -> None:
    assert str(file_fault_said(fault, "16")).endswith(".")


def test_one_of_each_kind_is_refused_or_stored_harmlessly() -> None:
    assert [wrong for hostile in few() for wrong in as_expected(hostile)] == []


@pytest.mark.wide
@pytest.mark.timeout(300)
def test_the_corpus_is_refused_or_stored_harmlessly() -> None:
    corpus = list(all_of_them())
    assert len(corpus) >= 200
    assert [wrong for hostile in corpus for wrong in as_expected(hostile)] == []
