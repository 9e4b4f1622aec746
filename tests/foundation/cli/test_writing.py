"""Files that commands write: tried before the work, and written whole or not at all."""

import os
import stat
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from foundation.cli import paths
from foundation.cli.paths import WRITABLE, write_whole


@click.command()
@click.argument("file", type=WRITABLE)
def work(file: Path) -> None:
    """Does nothing with a file."""
    click.echo(f"worked for {file.name}")


def tried(path: Path) -> Result:
    """A command that would write there in the end."""
    return CliRunner().invoke(work, [str(path)])


def test_a_path_is_tried_without_leaving_anything_behind(tmp_path: Path) -> None:
    assert tried(tmp_path / "plan.json").exit_code == 0
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_and_one_that_cannot_be_written_are_told_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tried(tmp_path / "none" / "plan.json")
    assert (missing.exit_code, "worked" in missing.output) == (2, False)
    assert "make it first" in missing.output

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "open", full)
    refused = tried(tmp_path / "plan.json")
    assert (refused.exit_code, "worked" in refused.output) == (2, False)
    assert "No space left on device" in refused.output


def test_what_cannot_be_written_to_its_end_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.json"
    write_whole(path, "old")

    def breaks(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", breaks)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, "new and longer")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_keeps_its_rights_and_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "plan.json", tmp_path / "link.json"
    write_whole(path, "1")
    path.chmod(0o640)
    link.symlink_to(path)
    write_whole(link, "통역")
    assert link.is_symlink()
    assert path.read_text(encoding="utf-8") == "통역"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_pipe_is_written_in_place(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, "through")
    assert os.read(reader, 100) == b"through"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_in_a_closed_folder_an_open_file_is_written_in_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.json"
    path.write_text("old")

    def closed(_path: Path) -> tuple[Path, int]:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(paths, "_open_beside", closed)
    assert tried(path).exit_code == 0
    write_whole(path, "new")
    assert path.read_text() == "new"
    assert tried(tmp_path / "other.json").exit_code == 2
