"""What recordings there are, and what is known about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from wyoming_morgan.bench.recordings import LabeledRecording, find_home, find_recordings
from wyoming_morgan.errors import InvalidRequest


def test_words_and_speakers_come_from_the_table_beside_the_files(tmp_path: Path) -> None:
    for name in ("a.wav", "b.flac", "c.wav", "notes.txt"):
        (tmp_path / name).touch()
    (tmp_path / "transcripts.tsv").write_text(
        "file\tspeaker\ttext\tlanguage\na.wav\tperson\tturn it on\t\nb.flac\tsynthetic\tmach an\tde\n"
    )
    assert find_recordings(tmp_path, "en") == (
        LabeledRecording(tmp_path / "a.wav", "person", "turn it on", "en"),
        LabeledRecording(tmp_path / "b.flac", "synthetic", "mach an", "de"),
        LabeledRecording(tmp_path / "c.wav", "-", "", "en", meant=False),
    )


def test_a_folder_without_recordings_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="no recordings"):
        find_recordings(tmp_path)


@pytest.mark.parametrize(
    "table", [b"", b"a.wav\tturn it on\n", b"file,text\n", "file\ttext\na.wav\té".encode("latin-1")]
)
def test_a_table_that_cannot_be_read_is_refused(tmp_path: Path, table: bytes) -> None:
    (tmp_path / "a.wav").touch()
    (tmp_path / "transcripts.tsv").write_bytes(table)
    with pytest.raises(InvalidRequest, match=r"transcripts\.tsv"):
        find_recordings(tmp_path)


def test_a_table_may_begin_with_the_mark_of_a_spreadsheet(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    (tmp_path / "transcripts.tsv").write_text("file\ttext\na.wav\tturn it on\n", encoding="utf-8-sig")
    assert [recording.text for recording in find_recordings(tmp_path)] == ["turn it on"]


def test_the_home_lies_in_the_folder_or_above_it(tmp_path: Path) -> None:
    (tmp_path / "commands").mkdir()
    assert find_home(tmp_path / "commands").settings == {}
    (tmp_path / "home.yaml").write_text("areas: [Kitchen]")
    home = find_home(tmp_path / "commands")
    assert (home.path, home.first_area) == (tmp_path / "home.yaml", "Kitchen")


@pytest.mark.parametrize("content", [b"[1, 2]", b"a: [", b"plain", b"areas: [K\xfcche]"])
def test_a_home_that_cannot_be_read_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "home.yaml").write_bytes(content)
    with pytest.raises(InvalidRequest, match=r"home\.yaml"):
        find_home(tmp_path)
