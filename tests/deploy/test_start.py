"""The start of the app: what is Morgan's is given to Morgan's user, and wanted models are downloaded."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from deploy.home_assistant_app import start

RECORDER = """#!/bin/sh
echo "$@" >> "$RECORD"
case "$*" in *bad*) exit 1 ;; esac
"""


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a `setpriv` in place of the real one that writes down how it was called."""
    program = tmp_path / "bin" / "setpriv"
    program.parent.mkdir()
    program.write_text(RECORDER)
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")
    monkeypatch.setenv("RECORD", str(tmp_path / "record"))
    return tmp_path / "record"


@pytest.mark.parametrize(
    ("text", "models"),
    [
        (
            json.dumps({"models": ["faster-whisper/base", "", "kokoro/v1.0"]}),
            ["faster-whisper/base", "kokoro/v1.0"],
        ),
        (json.dumps({"languages": ["en"]}), []),
        (json.dumps({"models": None}), []),
        ("[]", []),
        ("{", []),
    ],
)
def test_the_models_are_those_of_the_options(tmp_path: Path, text: str, models: list[str]) -> None:
    (tmp_path / "options.json").write_text(text)
    assert start.wanted_models(tmp_path / "options.json") == models


def test_without_options_there_are_no_models(tmp_path: Path) -> None:
    assert start.wanted_models(tmp_path / "options.json") == []


def test_a_model_that_does_not_exist_keeps_no_other_away(record: Path) -> None:
    start.download(["faster-whisper/bad", "faster-whisper/base"])
    lines = record.read_text().splitlines()
    assert [line.rpartition("morgan ")[2] for line in lines] == [
        "models pull faster-whisper/bad",
        "models pull faster-whisper/base",
    ]
    assert all("--reuid=10300" in line and "--no-new-privs" in line for line in lines)


def test_all_below_the_folder_is_given_away_but_not_where_links_lead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner, outside = tmp_path / "data" / "a", tmp_path / "outside"
    inner.mkdir(parents=True)
    (inner / "file").write_text("")
    outside.write_text("")
    (inner / "link").symlink_to(outside)
    given: list[tuple[Path, bool]] = []

    def chown(path: Path, user: int, group: int, *, follow_symlinks: bool) -> None:
        assert user == group == start.USER
        given.append((Path(path), follow_symlinks))

    monkeypatch.setattr(os, "chown", chown)  # only root may give files away
    start.give_away(tmp_path / "data", start.USER)
    assert {path.name for path, _ in given} == {"data", "a", "file", "link"}
    assert not any(follow for _, follow in given)
