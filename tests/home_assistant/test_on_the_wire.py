"""What Home Assistant asks of Morgan on the wire, seen by a tap; its address was typed in by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from wyoming.asr import Transcript
from wyoming.tts import SynthesizeStart, SynthesizeStop, SynthesizeStopped

from tests.home_assistant.hass import Entry, HomeAssistant
from tests.home_assistant.morgan import Morgan
from tests.home_assistant.recordings import COMMAND, Recordings
from tests.home_assistant.satellite import Satellite
from tests.home_assistant.tap import Tap

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]


@dataclass(frozen=True, slots=True)
class Tapped:
    """A turn of a satellite, and the line it went over."""

    tap: Tap
    satellite: Entry


@pytest_asyncio.fixture(loop_scope="session")
async def tapped(
    home_assistant: HomeAssistant, morgan: Morgan, entry: Entry, recordings: Recordings
) -> AsyncIterator[Tapped]:
    del entry  # discovery goes first: it would see that the tap leads to the same Morgan
    async with (
        Tap.run(morgan.wyoming_port) as tap,
        home_assistant.added(tap.port) as typed_in,
        home_assistant.assistant(typed_in),
        Satellite.run("Kitchen") as satellite,
        home_assistant.added(satellite.port) as installed,
    ):
        heard = await satellite.say(await recordings.of(COMMAND))
        assert heard.error is None
        assert heard.audio
        yield Tapped(tap, installed)


async def test_a_turn_tells_morgan_who_heard_it_and_morgan_speaks_in_a_stream(tapped: Tapped) -> None:
    [asked] = [event for event in tapped.tap.asked if Transcript.is_type(event.type)]
    context = Transcript.from_event(asked).context or {}
    assert context["device_id"] in tapped.satellite.devices
    assert context["satellite_id"] == tapped.satellite.entities["assist_satellite"]

    asked_to_speak = [event.type for event in tapped.tap.asked if event.type.startswith("synthesize")]
    assert asked_to_speak[0] == SynthesizeStart(voice=None).event().type
    assert asked_to_speak[-1] == SynthesizeStop().event().type
    answered = [event.type for event in tapped.tap.answered]
    assert answered[-1] == SynthesizeStopped().event().type
    assert answered.count("audio-stop") == 1
