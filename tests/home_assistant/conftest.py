"""A home with the real Home Assistant and Morgan in it, once for each release."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.home_assistant.hass import Entry, HomeAssistant
from tests.home_assistant.lane.cache import held, lane_folder
from tests.home_assistant.lane.environment import RELEASES, Environment, Release, environment
from tests.home_assistant.lane.skip import VARIABLE, left_out
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.recordings import Recordings

DISCOVERED_WITHIN_SECONDS = 30.0
CHECKOUT = Path(__file__).resolve().parents[2]
_SECOND_THOUGHTS_SECONDS = 2.0


@pytest.fixture(scope="session", params=RELEASES, ids=lambda release: str(release.version))
def hass_environment(request: pytest.FixtureRequest) -> Iterator[Environment]:
    """The environment of each release, laid out beforehand."""
    if left_out():
        pytest.skip(f"{VARIABLE} is set")
    release: Release = request.param
    found = environment(release)
    if not found.ready:
        pytest.fail(
            f"Home Assistant {release.version} is not laid out. Run: python -m tests.home_assistant.lane\n"
            f"or leave these tests out on a machine of your own: {VARIABLE}=1",
            pytrace=False,
        )
    with held(lane_folder(), alone=False):
        yield found


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def home_assistant(
    hass_environment: Environment, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[HomeAssistant]:
    """A Home Assistant that has never heard of Morgan."""
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
    """The flows that discovery offers for this Morgan, and a moment later none more."""
    await home_assistant.discover(morgan.name, within=DISCOVERED_WITHIN_SECONDS)
    await asyncio.sleep(_SECOND_THOUGHTS_SECONDS)
    return await home_assistant.cards(morgan.name)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def entry(home_assistant: HomeAssistant, cards: list[dict[str, Any]]) -> Entry:
    """What one click on the card makes."""
    return await home_assistant.confirm(cards[0]["flow_id"])


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pipeline(home_assistant: HomeAssistant, entry: Entry) -> AsyncIterator[str]:
    """The id of the preferred Assist pipeline: it hears, thinks and speaks with Morgan."""
    async with home_assistant.assistant(entry) as pipeline_id:
        yield pipeline_id


@pytest.fixture(scope="session")
def recordings(morgan: Morgan) -> Recordings:
    """Speech to be heard."""
    return Recordings(CHECKOUT.parent / "shared" / "speech", morgan)
