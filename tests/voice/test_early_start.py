"""The first piece is begun when it looks whole; what follows decides whether that is what is spoken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fakes import FakeSynthesizer
from wyoming_morgan.errors import EngineFailed
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.settings import MouthSettings
from wyoming_morgan.voice.synthesizer import Synthesizer


def mouth_of(engine: FakeSynthesizer) -> Synthesizer:
    return Synthesizer(engine, MouthSettings(cache_bytes=0))


async def said(mouth: Synthesizer, *deltas: str, between: float = 0.05) -> bytes:
    async def text() -> AsyncGenerator[str, None]:
        for delta in deltas:
            yield delta
            await asyncio.sleep(between)

    return b"".join([chunk.pcm async for chunk in mouth.speak(text(), mouth.choose(VoiceRequest()))])


def texts(engine: FakeSynthesizer) -> list[str]:
    return [call.text for call in engine.calls]


@pytest.mark.parametrize("stop", [".", "!", "?", "…", ".”", "。", ","])
async def test_a_piece_that_looks_whole_is_begun_before_more_text_comes(stop: str) -> None:
    engine = FakeSynthesizer()
    mouth = mouth_of(engine)
    begun: list[list[str]] = []

    async def text() -> AsyncGenerator[str, None]:
        yield f"The kitchen light is on{stop}"
        await asyncio.sleep(0.1)
        begun.append(texts(engine))
        yield " And so on"

    async for _ in mouth.speak(text(), mouth.choose(VoiceRequest())):
        pass
    assert begun == [[f"The kitchen light is on{stop}"]]
    assert texts(engine) == [f"The kitchen light is on{stop}", "And so on"]


@pytest.mark.parametrize(
    "beginning", ["It is 21.", "Ask Dr.", "That is, e.g.", "The kitchen", "No", "Yes,", ""]
)
async def test_what_may_well_go_on_is_not_begun(beginning: str) -> None:
    engine = FakeSynthesizer()
    mouth = mouth_of(engine)

    async def text() -> AsyncGenerator[str, None]:
        yield beginning
        await asyncio.sleep(0.1)
        assert not engine.calls
        yield "5 of it, then."

    async for _ in mouth.speak(text(), mouth.choose(VoiceRequest())):
        pass


async def test_a_guess_that_was_wrong_is_not_heard() -> None:
    engine = FakeSynthesizer()
    spoken = await said(mouth_of(engine), "I looked at example.", "com for you. ", "It is up.")
    assert texts(engine) == ["I looked at example.", "I looked at example.com for you.", "It is up."]
    plain = FakeSynthesizer()
    assert spoken == await said(mouth_of(plain), "I looked at example.com for you. It is up.", between=0)


async def test_wrong_guesses_about_one_text_are_few() -> None:
    engine = FakeSynthesizer()
    await said(mouth_of(engine), *(f"part{number}." for number in range(30)), between=0.01)
    assert len(engine.calls) <= 4


async def test_an_error_of_a_guess_that_was_right_is_raised_and_of_one_that_was_wrong_is_not() -> None:
    engine = FakeSynthesizer(error=EngineFailed("broken", hint="mend it"))
    mouth = mouth_of(engine)
    with pytest.raises(EngineFailed):
        await said(mouth, "The kitchen light is on.", " And so on.")

    async def text() -> AsyncGenerator[str, None]:
        yield "I looked at example."
        await asyncio.sleep(0.05)
        engine.error = None
        yield "com for you. "

    assert [chunk async for chunk in mouth.speak(text(), mouth.choose(VoiceRequest()))]


async def test_who_leaves_in_the_middle_leaves_nothing_behind() -> None:
    engine = FakeSynthesizer(pieces=50, seconds=0.02)
    mouth = mouth_of(engine)
    before = len(asyncio.all_tasks())

    async def text() -> AsyncGenerator[str, None]:
        yield "The kitchen light is on."
        await asyncio.sleep(30)

    speaking = mouth.speak(text(), mouth.choose(VoiceRequest()))
    first = asyncio.ensure_future(anext(speaking))
    await asyncio.sleep(0.05)
    assert engine.calls
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await speaking.aclose()
    assert len(asyncio.all_tasks()) == before


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    text=st.text(st.sampled_from('ab1 .,!?"-e\n'), max_size=60),
    cuts=st.lists(st.integers(0, 60), max_size=8),
)
async def test_what_is_spoken_does_not_depend_on_how_the_text_comes(text: str, cuts: list[int]) -> None:
    places = sorted({0, len(text), *(min(cut, len(text)) for cut in cuts)})
    deltas = [text[start:end] for start, end in pairwise(places)]
    once = await said(mouth_of(FakeSynthesizer()), text, between=0)
    assert await said(mouth_of(FakeSynthesizer()), *deltas, between=0) == once
