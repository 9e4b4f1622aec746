"""Files are kept encrypted, opened for a service, given away as downloads and erased with their key."""

import os
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from accounts.domain.roles import Role
from foundation.config import settings_from
from foundation.database.audit import AuditEntry
from foundation.database.work import Office, begin, reading
from foundation.files import jobs
from foundation.files.keeping import (
    KeptFile,
    erase_file,
    erase_files_after,
    examine_file,
    get_file,
    keep_file,
    open_file,
)
from foundation.files.kinds import FileKind
from foundation.files.names import safe_name
from foundation.files.rules import ErasureRule
from foundation.files.settings import FilesSettings, folder_of
from foundation.messages.records import Message
from foundation.security.errors import Gone, NotFound, Refused, Unavailable
from foundation.security.permissions import the_system
from foundation.web.kept_files import as_kept_file
from tests.conftest import SetClock
from tests.factories import a_user
from tests.foundation.files.corpus import all_of_them
from tests.threads import at_once

WORDS = "비밀 사례 내용".encode()


@pytest.fixture
def kept(office: Office) -> KeptFile:
    with begin(office, the_system()) as uow:
        return keep_file(uow, WORDS, "../사례\u202e.txt", "translation")


def bytes_of(office: Office, kept: KeptFile) -> bytes:
    with reading(office, the_system()) as uow:
        return open_file(uow, kept.id)


def trail_of(office: Office, kept: KeptFile) -> list[AuditEntry]:
    with reading(office, the_system()) as uow:
        entries = sa.select(AuditEntry).where(AuditEntry.subject == str(kept.id))
        return list(uow.db.scalars(entries.order_by(AuditEntry.id)))


def place_of(office: Office, kept: KeptFile) -> Path:
    return folder_of(office.settings) / kept.stored_name


def test_a_file_is_kept_encrypted_and_opens_again(office: Office, kept: KeptFile) -> None:
    assert (kept.name, kept.kind, kept.pages, kept.words) == ("사례.txt", FileKind.TXT, 1, 3)
    path = place_of(office, kept)
    raw = path.read_bytes()
    assert WORDS not in raw
    assert kept.wrapped_key.startswith("test:")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert bytes_of(office, kept) == WORDS
    assert [entry.name for entry in trail_of(office, kept)] == ["file.kept"]


def test_what_was_changed_or_is_gone_is_told(office: Office, kept: KeptFile) -> None:
    path = place_of(office, kept)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Unavailable):
        bytes_of(office, kept)
    path.unlink()
    with pytest.raises(Unavailable):
        bytes_of(office, kept)
    with reading(office, the_system()) as uow, pytest.raises(NotFound):
        get_file(uow, uuid.uuid4())


def test_files_too_large_or_empty_are_refused_before_anybody_reads_them(office: Office) -> None:
    small = replace(office.settings, upload_megabytes=1)
    with pytest.raises(Refused, match="larger than 1 MB") as refused:
        examine_file(small, b"x" * (1024 * 1024 + 1), "a.txt")
    assert list(refused.value.problems) == ["file"]
    with pytest.raises(Refused, match="empty"):
        examine_file(small, b"", "a.txt")
    with pytest.raises(Refused, match="not accepted"):
        examine_file(small, b"MZ", "a.exe")


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\계약.docx", "계약.pdf"),
        ("a\u202efdp.exe", "afdp.pdf"),
        ('a"; filename="x.html', "a filename= x.pdf"),
        ("line\r\nbreak.pdf", "linebreak.pdf"),
        ("...", "document.pdf"),
        ("", "document.pdf"),
        ("가" * 300 + ".pdf", "가" * 120 + ".pdf"),
    ],
)
def test_names_hide_nothing(given: str, name: str) -> None:
    assert safe_name(given, "pdf") == name


def test_a_file_goes_out_as_a_file_only(web_app: Flask, kept: KeptFile) -> None:
    with web_app.test_request_context():
        answer = as_kept_file(kept, WORDS)
        answer = web_app.process_response(answer)
    assert answer.data == WORDS
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "no-store"


def test_files_are_erased_in_time_and_the_proof_stays(
    office: Office, clock: SetClock, kept: KeptFile
) -> None:
    path = place_of(office, kept)
    with begin(office, the_system()) as uow:
        erase_files_after(uow, [kept.id], uow.now)
    clock.now += timedelta(days=FilesSettings().file_retention_days, seconds=-1)
    with begin(office, the_system()) as uow:
        jobs.erase_due(uow)
    assert bytes_of(office, kept) == WORDS
    clock.now += timedelta(seconds=1)
    with begin(office, the_system()) as uow:
        jobs.erase_due(uow)
        # Until it is certain, nothing is lost.
        assert path.exists()
    assert not path.exists()
    with pytest.raises(Gone, match="erased"):
        bytes_of(office, kept)
    with reading(office, the_system()) as uow:
        row = get_file(uow, kept.id)
    assert (row.wrapped_key, row.erased_at, row.sha256) == ("", clock.now, kept.sha256)
    proof = trail_of(office, kept)[-1]
    assert (proof.name, proof.at) == ("file.erased", clock.now)
    assert proof.facts == {"erasure_rule": "retention", "sha256": kept.sha256, "size": len(WORDS)}


def test_a_job_that_goes_on_again_keeps_its_files(
    office: Office, clock: SetClock, kept: KeptFile
) -> None:
    with begin(office, the_system()) as uow:
        erase_files_after(uow, [kept.id], uow.now)
        erase_files_after(uow, [kept.id], None)
    clock.now += timedelta(days=400)
    with begin(office, the_system()) as uow:
        jobs.erase_due(uow)
    assert bytes_of(office, kept) == WORDS


@pytest.mark.database
def test_a_file_is_erased_once(any_office: Office, tmp_path: Path) -> None:
    settings = any_office.settings
    sections = {**settings.sections, FilesSettings: FilesSettings(files_dir=str(tmp_path / "f"))}
    office = replace(any_office, settings=replace(settings, sections=sections))
    with begin(office, the_system()) as uow:
        kept = keep_file(uow, WORDS, "a.txt", "translation")

    def erase(_: int) -> None:
        with begin(office, the_system()) as uow:
            erase_file(uow, kept.id, ErasureRule.WITHDRAWN)

    at_once(erase, range(4))
    assert [entry.name for entry in trail_of(office, kept)] == ["file.kept", "file.erased"]
    # The database holds the two together.
    with pytest.raises(IntegrityError), begin(office, the_system()) as uow:
        uow.db.execute(sa.update(KeptFile).values(erased_at=None))


def test_what_has_lost_its_other_half_is_found(
    office: Office, clock: SetClock, kept: KeptFile
) -> None:
    path = place_of(office, kept)
    old, young, foreign = path.with_name("a" * 40), path.with_name("b" * 40), path.with_name("note")
    for each in (old, young, foreign):
        each.write_bytes(b"x")
    for each, days in ((old, 2), (foreign, 2), (young, 0), (path, 30)):
        at = (clock.now - timedelta(days=days)).timestamp()
        os.utime(each, (at, at))
    jobs.compare_folder(office)
    assert [each.exists() for each in (path, old, young, foreign)] == [True, False, True, True]

    with begin(office, the_system()) as uow:
        a_user(uow, Role.CENTRE_ADMIN, email="admin@ieum.example")
    aside = path.rename(path.with_name("aside"))
    jobs.compare_folder(office)
    jobs.compare_folder(office)
    assert [entry.name for entry in trail_of(office, kept)] == ["file.kept", "file.missing"]
    with reading(office, the_system()) as uow:
        told = uow.db.scalars(sa.select(Message).where(Message.to == "admin@ieum.example")).all()
    assert [message.path for message in told] == ["/audit?topic=file"]
    aside.rename(path)
    jobs.compare_folder(office)
    assert bytes_of(office, kept) == WORDS
    with reading(office, the_system()) as uow:
        assert get_file(uow, kept.id).missing_since is None


def test_what_was_never_committed_is_an_orphan(office: Office) -> None:
    examined = examine_file(office.settings, WORDS, "a.txt")

    def keep_and_fail() -> None:
        with begin(office, the_system()) as uow:
            keep_file(uow, examined, "a.txt", "translation")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        keep_and_fail()
    assert len(list(folder_of(office.settings).iterdir())) == 1
    with reading(office, the_system()) as uow:
        assert uow.db.scalar(sa.select(KeptFile.id)) is None


def test_a_folder_belongs_to_one_installation() -> None:
    embedded = settings_from({"database_url": "sqlite:///var/demo.db"}, (FilesSettings,))
    server = settings_from({"database_url": "postgresql+psycopg://x/y"}, (FilesSettings,))
    named = settings_from({"files_dir": "/srv/files"}, (FilesSettings,))
    assert [str(folder_of(each)) for each in (embedded, server, named)] == [
        "var/demo.files",
        "var/files",
        "/srv/files",
    ]
    assert [name for name, _ in FilesSettings(file_megabytes=0, files_dir=__file__).faults()] == [
        "file_megabytes",
        "files_dir",
    ]


@pytest.mark.wide
@pytest.mark.timeout(900)
def test_the_corpus_goes_through_the_whole_way(office: Office, web_app: Flask) -> None:
    """Each is refused with a sentence, or lies encrypted and goes out as a file of the kind that it is."""
    refused = 0
    # Every fifth: each needs a process of its own, and `test_counting` judges all of them.
    for hostile in list(all_of_them())[::5]:
        content = hostile.make()
        try:
            examined = examine_file(office.settings, content, hostile.name)
        except Refused:
            refused += 1
            continue
        with begin(office, the_system()) as uow:
            kept = keep_file(uow, examined, hostile.name, "translation")
        assert content[:64] not in place_of(office, kept).read_bytes()
        assert kept.name.endswith(f".{kept.kind.value}")
        with web_app.test_request_context():
            answer = as_kept_file(kept, bytes_of(office, kept))
        assert answer.data == content
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
    with reading(office, the_system()) as uow:
        rows = uow.db.scalar(sa.select(sa.func.count()).select_from(KeptFile))
    assert refused > 20
    assert rows
    assert len(list(folder_of(office.settings).iterdir())) == rows
