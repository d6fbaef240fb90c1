"""Recordings of people and of neural voices, through a real server and its sockets."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import ThreadDecoder
from wyoming_morgan.bench.hearing import HearingReport, bench_hearing, find_home, find_recordings
from wyoming_morgan.bench.server import running_server

pytestmark = [pytest.mark.slow, pytest.mark.recordings]


async def hearing(speech_dir: Path) -> dict[str, HearingReport]:
    home = find_home(speech_dir)
    async with running_server({"core": {"home": home.settings}}) as server:
        reports = await bench_hearing(server, find_recordings(speech_dir), ThreadDecoder(), area="Office")
    return {report.folder.name: report for report in reports}


async def test_three_commands_in_four_are_right_and_nothing_else_becomes_one(speech_dir: Path) -> None:
    reports = await hearing(speech_dir)

    commands = reports["commands"]
    print(f"{commands.right} of {len(commands.spoken)} commands right")  # noqa: T201 - the figure, with -s
    assert len(commands.spoken) == 53
    assert commands.right >= 0.75 * len(commands.spoken)
    assert not [row for report in reports.values() for row in report.others if row.recognized]
