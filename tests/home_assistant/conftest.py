"""A home with the real Home Assistant and Morgan in it, once for each release."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio

from tests.home_assistant.hass import Entry, HomeAssistant
from tests.home_assistant.lane.cache import held, lane_folder
from tests.home_assistant.lane.environment import Environment, Release
from tests.home_assistant.lane.newest import environment_for, releases
from tests.home_assistant.lane.skip import VARIABLE, left_out
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.recordings import SPEECH_FOLDER, Recordings

DISCOVERED_WITHIN_SECONDS = 30.0
_SECOND_THOUGHTS_SECONDS = 2.0


@pytest.fixture(scope="session", params=releases(), ids=lambda release: str(release.version))
def hass_environment(request: pytest.FixtureRequest) -> Iterator[Environment]:
    """The environment of each release, installed before the tests."""
    if left_out():
        pytest.skip(f"{VARIABLE} is set")
    release: Release = request.param
    installed = environment_for(release)
    if not installed.ready:
        pytest.fail(
            f"Home Assistant {release.version} is not installed. Run: python -m tests.home_assistant.lane\n"
            f"or skip these tests on your own machine: {VARIABLE}=1",
            pytrace=False,
        )
    with held(lane_folder(), alone=False):
        yield installed


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home_assistant(
    hass_environment: Environment, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HomeAssistant]:
    """A Home Assistant that does not know Morgan yet."""
    async with HomeAssistant.run(hass_environment, tmp_path_factory.mktemp("home-assistant")) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def morgan(
    home_assistant: HomeAssistant, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Morgan]:
    """A Morgan that comes into the network of a running Home Assistant."""
    del home_assistant  # it is there first
    async with Morgan.run(tmp_path_factory.mktemp("morgan")) as running:
        yield running


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def cards(home_assistant: HomeAssistant, morgan: Morgan) -> list[dict[str, Any]]:
    """The flows that discovery offers for this Morgan, some time after the first one."""
    await home_assistant.discover(morgan.name, within=DISCOVERED_WITHIN_SECONDS)
    await asyncio.sleep(_SECOND_THOUGHTS_SECONDS)
    return await home_assistant.cards(morgan.name)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def entry(home_assistant: HomeAssistant, cards: list[dict[str, Any]]) -> Entry:
    """The entry that one click on the card creates."""
    return await home_assistant.confirm(cards[0]["flow_id"])


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pipeline(home_assistant: HomeAssistant, entry: Entry) -> AsyncIterator[str]:
    """The id of the preferred Assist pipeline, which uses Morgan for every stage."""
    async with home_assistant.assistant(entry) as pipeline_id:
        yield pipeline_id


@pytest.fixture(scope="session")
def recordings(morgan: Morgan) -> Recordings:
    """Speech to be heard."""
    return Recordings(SPEECH_FOLDER, morgan)
