"""The nearest commands, found in a process of its own, of the newest home."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.commands.conftest import vocabulary_of
from wyoming_morgan.engines.commands.finder import CommandFinder
from wyoming_morgan.engines.contract.stt import Alternative
from wyoming_morgan.engines.contract.vocabulary import Vocabulary

pytestmark = pytest.mark.slow  # processes start

HEARD = (Alternative("activate wood lighting"),)


async def nearest(finder: CommandFinder, language: str = "en") -> str:
    near = await finder.nearest(HEARD, language)
    return near[0].text if near else ""


async def test_commands_are_found_when_they_are_made_and_the_newest_home_wins(tmp_path: Path) -> None:
    finder = CommandFinder(Vocabulary(), ["en"], tmp_path)
    try:
        await finder.load()
        assert await nearest(finder) == ""  # no names, no commands
        finder.change_soon(vocabulary_of("de"))
        finder.change_soon(vocabulary_of("en"))
        await finder.settled()
        assert await nearest(finder) == "activate mood lighting"
        assert [model.name for model in finder.models] == ["commands"]
        finder.change_soon(Vocabulary())
        await finder.settled()
        assert await nearest(finder) == ""
    finally:
        await finder.close()


async def test_a_cache_that_cannot_be_written_is_reported_and_costs_no_utterance(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "file"
    folder.write_text("no folder")
    finder = CommandFinder(vocabulary_of("en"), ["en"], folder)
    try:
        finder.begin()
        await finder.settled()
        assert "what is heard is not compared with the commands of the home" in caplog.text
        assert await nearest(finder) == ""
    finally:
        await finder.close()
