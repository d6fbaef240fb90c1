"""Recordings of people and of neural voices, through a real server and its sockets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import ThreadDecoder
from wyoming_morgan.bench.hearing import bench_hearing
from wyoming_morgan.bench.hearing_report import HearingFigures
from wyoming_morgan.bench.recordings import find_home, find_recordings
from wyoming_morgan.bench.server import running_server

pytestmark = [pytest.mark.slow, pytest.mark.recordings]


async def hearing(speech_dir: Path) -> dict[str, HearingFigures]:
    home = find_home(speech_dir)
    async with running_server({"core": {"home": home.settings}}) as server:
        reports = await bench_hearing(server, find_recordings(speech_dir), ThreadDecoder(), area="Office")
    return {report.folder.name: report.figures for report in reports}


async def test_three_commands_in_four_are_right_and_nothing_else_becomes_one(speech_dir: Path) -> None:
    figures = await hearing(speech_dir)

    commands = figures["commands"]
    print(f"{commands.right} of {len(commands.spoken)} commands right")  # noqa: T201 - the figure, with -s
    assert len(commands.spoken) == 53
    assert commands.right >= 0.75 * len(commands.spoken)
    assert not [row for part in figures.values() for row in part.false_commands]
    assert all(row.processor_seconds > 0 for row in commands.commands)
