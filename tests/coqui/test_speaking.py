"""Coqui's engine on real models of the library, with random weights."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
import pytest_asyncio

from tests.coqui.conftest import opened
from tests.fakes import tone
from wyoming_morgan.audio import SPEECH, AudioChunk, AudioFormat, wav
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.engines.tts.coqui.engine import Coqui
from wyoming_morgan.errors import UnknownVoice

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "no letter": "... \U0001f44d !?",
    "one long word": "a" * 230,
    "control characters": "one\x00two\x01three\x1b[31m\x7f",
    "markup": "<speak>1 < 2 & 3 > 2</speak> [[h@l'oU]] &amp; </voice>",
    "other scripts": "Привет. 你好。 こんにちは。 مرحبا. שלום a",
    "lone surrogate": "a\ud800b",
}
SILENT = {"empty", "blank", "no letter"}
XTTS = {"accept_cpml": True, "stream_tokens": 10}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def one(models_dir: Path) -> AsyncIterator[Coqui]:
    """VITS, with one speaker."""
    async with opened(models_dir, "one") as engine:
        yield engine


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stream(models_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Coqui]:
    """XTTS, with a voice cloned from a recording before its own two; it takes the likeliest token always."""
    recording = tmp_path_factory.mktemp("recordings") / "me.wav"
    recording.write_bytes(wav(AudioChunk(tone(1.5), SPEECH)))
    async with opened(models_dir, "stream", voices={"me": recording}, temperature=0.0001, **XTTS) as engine:
        yield engine


async def chunks(engine: Coqui, text: str, voice: Voice | None = None, speed: float = 1.0) -> list[bytes]:
    speaking = engine.synthesize(text, voice or engine.capabilities.voices[0], SpeakOptions(speed=speed))
    return [chunk async for chunk in speaking]


async def test_vits_speaks_in_its_own_rate_and_tells_what_it_is(one: Coqui) -> None:
    (voice,) = one.capabilities.voices
    assert (voice.name, voice.languages, voice.rate) == ("one", ("en-US",), 22_050)
    assert one.capabilities.format == AudioFormat(22_050, 2, 1)
    assert one.capabilities.version.startswith("0.28")
    spoken = b"".join(await chunks(one, "The kitchen light is on."))
    assert 0.1 < one.capabilities.format.seconds(len(spoken)) < 30
    (model,) = one.models
    assert (model.name, model.loaded) == ("one", True)
    assert model.memory_bytes
    assert model.memory_bytes > 100_000_000


async def test_vits_speaks_long_text_in_pieces(one: Coqui) -> None:
    assert len(await chunks(one, "The light in the kitchen is on. " * 8)) > 1


@pytest.mark.parametrize("name", TEXTS)
async def test_any_text_is_spoken_or_skipped_by_rule(one: Coqui, name: str) -> None:
    spoken = b"".join(await chunks(one, TEXTS[name]))
    assert len(spoken) % 2 == 0
    assert bool(spoken) == (name not in SILENT)


async def test_a_hundred_thousand_characters_begin_to_sound_and_may_be_cancelled(one: Coqui) -> None:
    text = "The light in the kitchen is on. " * 3_125
    async with aclosing(one.synthesize(text, one.capabilities.voices[0], SpeakOptions())) as speech:
        assert await anext(speech)
    assert await chunks(one, "Still here.")


async def test_what_vits_has_no_sign_for_is_skipped(one: Coqui) -> None:
    assert await chunks(one, "กขค") == []


async def test_faster_speech_is_shorter(one: Coqui) -> None:
    sizes = [
        len(b"".join(await chunks(one, "The kitchen light is on.", speed=speed))) for speed in (0.5, 2.0)
    ]
    assert sizes[1] < sizes[0]


async def test_every_speaker_of_vits_is_a_voice_in_every_language_of_the_home(models_dir: Path) -> None:
    async with opened(models_dir, "many", home=("de", "en-GB", "fr"), rate=16_000) as engine:
        assert engine.capabilities.format.rate == 16_000
        voices = {voice.name: voice for voice in engine.capabilities.voices}
        assert list(voices) == ["p225", "Ada_Low", "ED", "p225-en", "Ada_Low-en", "ED-en"]
        assert voices["Ada_Low"].languages == ("de",)
        assert voices["Ada_Low-en"].languages == ("en",)
        spoken = [b"".join(await chunks(engine, "Guten Tag.", voice)) for voice in voices.values()]
        assert all(spoken)


async def test_unknown_voices_and_speakers_are_refused(one: Coqui) -> None:
    with pytest.raises(UnknownVoice, match="no voice"):
        await chunks(one, "No.", Voice("../../etc", ("en",), ""))
    with pytest.raises(UnknownVoice, match="no speaker"):
        await anext(one.synthesize("No.", one.capabilities.voices[0], SpeakOptions(speaker="x")))


async def test_xtts_gives_audio_while_it_is_made(stream: Coqui) -> None:
    assert stream.capabilities.format == AudioFormat(24_000, 2, 1)
    assert [voice.name for voice in stream.capabilities.voices] == ["me", "Ada_Low", "Ben"]
    assert "non-commercial" in stream.capabilities.voices[0].license
    assert len(await chunks(stream, "The kitchen light is on.")) > 1


async def test_streams_of_xtts_take_turns_and_do_not_disturb_each_other(stream: Coqui) -> None:
    """Each is what it is alone, though the texts differ in length."""
    texts = ["On.", "The kitchen light is on."]
    alone = [await chunks(stream, text) for text in texts]
    together = await asyncio.gather(*(chunks(stream, text) for text in texts))
    assert together == alone


async def test_a_stream_cancelled_is_forgotten_and_the_next_speaks(stream: Coqui) -> None:
    voice = stream.capabilities.voices[0]
    async with aclosing(stream.synthesize("The kitchen light is on.", voice, SpeakOptions())) as speech:
        assert await anext(speech)
    await asyncio.gather(*stream._messages)
    assert stream._cancelled == set()
    assert await chunks(stream, "On.")


async def test_xtts_speaks_faster_when_told(stream: Coqui) -> None:
    sizes = [len(b"".join(await chunks(stream, "On.", speed=speed))) for speed in (1.0, 2.0)]
    assert sizes[1] < sizes[0]


async def test_xtts_speaks_in_its_own_voices_and_in_that_of_a_recording(stream: Coqui) -> None:
    spoken = [b"".join(await chunks(stream, "On.", voice)) for voice in stream.capabilities.voices]
    assert all(spoken)
    assert len(set(spoken)) == len(spoken)


@pytest.mark.parametrize("model", ["one", "stream"])
async def test_several_clients_are_served_at_once_and_who_leaves_harms_nobody(
    one: Coqui, stream: Coqui, model: str
) -> None:
    engine = {"one": one, "stream": stream}[model]
    speaking = [asyncio.create_task(chunks(engine, f"Number {number}.")) for number in range(4)]
    await asyncio.sleep(0.1)
    speaking[1].cancel()
    done = await asyncio.gather(*speaking, return_exceptions=True)
    assert isinstance(done[1], asyncio.CancelledError)
    assert all(isinstance(answer, list) and answer for answer in (done[0], done[2], done[3]))


async def test_loading_and_closing_twice_is_harmless_and_a_closed_engine_loads_again(one: Coqui) -> None:
    await asyncio.gather(one.load(), one.load())
    await one.close()
    await one.close()
    await one.load()
    assert await chunks(one, "Still here.")
