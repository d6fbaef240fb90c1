"""The commands of a home are made once, kept on disk, and found again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.engines.commands.conftest import ESPEAK, vocabulary_of
from wyoming_morgan.engines.commands import home, kept, ways
from wyoming_morgan.engines.commands.home import HomeCommands
from wyoming_morgan.engines.contract.stt import Alternative

pytestmark = pytest.mark.slow  # a home takes a second

HEARD = (Alternative("activate wood lighting"),)


def found(folder: Path) -> str:
    return HomeCommands(vocabulary_of("en"), folder, ESPEAK).nearest(HEARD, "en-GB")[0].text


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which a home's commands were made."""
    folder = tmp_path_factory.mktemp("made")
    assert found(folder) == "activate mood lighting"
    return folder


@pytest.fixture
def made(made_once: Path, tmp_path: Path) -> Path:
    """A copy of that folder, which may be changed."""
    return shutil.copytree(made_once, tmp_path, dirs_exist_ok=True)


def test_what_was_made_is_read_again(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "commands_of", lambda *_: pytest.fail("it is on disk"))
    assert found(made) == "activate mood lighting"


@pytest.mark.parametrize("size", [100, 0])
def test_a_damaged_file_is_made_again(made: Path, size: int) -> None:
    file = next(made.glob("*.npz"))
    file.write_bytes(file.read_bytes()[:size])
    assert found(made) == "activate mood lighting"


def test_another_home_has_other_commands(made: Path) -> None:
    french = HomeCommands(vocabulary_of("fr"), made, ESPEAK)
    assert "mood lighting" not in " ".join(command.text for command in french.nearest(HEARD, "en"))


def test_only_some_homes_stay_on_disk(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "_KEPT", 1)
    HomeCommands(vocabulary_of("fr"), made, ESPEAK).nearest(HEARD, "en")
    assert len(list(made.iterdir())) == 1


def test_what_another_process_is_writing_stays_and_what_was_abandoned_goes(made: Path) -> None:
    (made / "new-now").mkdir()
    abandoned = made / "new-once"
    abandoned.mkdir()
    (abandoned / "commands").write_bytes(b"half")
    for path in (abandoned / "commands", abandoned):
        os.utime(path, (0, 0))
    next(made.glob("*.npz")).write_bytes(b"")
    assert found(made) == "activate mood lighting"
    assert [path.name for path in made.glob("new-*")] == ["new-now"]


@pytest.mark.parametrize(
    "text", ["activate mood lighting", "activate wood lighting", "turn on the bad light"]
)
def test_what_is_very_near_is_found_as_in_the_whole_search(
    made: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    heard = (Alternative(text),)
    close = HomeCommands(vocabulary_of("en"), made, ESPEAK).nearest(heard, "en")
    monkeypatch.setattr(ways, "_CHEAP", -1.0)
    everything = HomeCommands(vocabulary_of("en"), made, ESPEAK).nearest(heard, "en")
    assert close
    assert close == everything
