"""Coqui's engine on real models of the library, with random weights."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.coqui.conftest import Opened
from tests.fakes import tone
from wyoming_morgan.audio import SPEECH, AudioChunk, AudioFormat, wav
from wyoming_morgan.engines.base import SpeakOptions, Voice
from wyoming_morgan.engines.tts.coqui import Coqui
from wyoming_morgan.errors import InvalidRequest, UnknownVoice

TEXTS = {
    "empty": "",
    "blank": " \n\t ",
    "no letter": "... \U0001f44d !?",
    "one long word": "a" * 1_000,
    "control characters": "one\x00two\x01three\x1b[31m\x7f",
    "markup": "<speak>1 < 2 & 3 > 2</speak> [[h@l'oU]] &amp; </voice>",
    "other scripts": "Привет. 你好。 こんにちは。 مرحبا. שלום a",
    "lone surrogate": "a\ud800b",
}
SILENT = {"empty", "blank", "no letter"}
XTTS = {"accept_cpml": True, "stream_tokens": 10}


async def chunks(engine: Coqui, text: str, voice: Voice | None = None, speed: float = 1.0) -> list[bytes]:
    speaking = engine.synthesize(text, voice or engine.capabilities.voices[0], SpeakOptions(speed=speed))
    return [chunk async for chunk in speaking]


async def test_vits_speaks_in_its_own_rate_and_tells_what_it_is(opened: Opened) -> None:
    async with opened("one") as engine:
        (voice,) = engine.capabilities.voices
        assert (voice.name, voice.languages, voice.rate) == ("one", ("en-US",), 22_050)
        assert engine.capabilities.format == AudioFormat(22_050, 2, 1)
        assert engine.capabilities.version.startswith("0.28")
        spoken = b"".join(await chunks(engine, "The kitchen light is on."))
        assert 0.1 < engine.capabilities.format.seconds(len(spoken)) < 30
        (model,) = engine.models
        assert (model.name, model.loaded) == ("one", True)
        assert model.memory_bytes
        assert model.memory_bytes > 100_000_000


async def test_vits_speaks_long_text_in_pieces(opened: Opened) -> None:
    async with opened("one") as engine:
        assert len(await chunks(engine, "The light in the kitchen is on. " * 20)) > 2


@pytest.mark.parametrize("name", TEXTS)
async def test_any_text_is_spoken_or_skipped_by_rule(opened: Opened, name: str) -> None:
    async with opened("one") as engine:
        spoken = b"".join(await chunks(engine, TEXTS[name]))
        assert len(spoken) % 2 == 0
        assert bool(spoken) == (name not in SILENT)


async def test_a_hundred_thousand_characters_begin_to_sound_and_may_be_given_up(opened: Opened) -> None:
    async with opened("one") as engine:
        text = "The light in the kitchen is on. " * 3_125
        async with aclosing(engine.synthesize(text, engine.capabilities.voices[0], SpeakOptions())) as speech:
            assert await anext(speech)
        assert await chunks(engine, "Still here.")


async def test_what_vits_has_no_sign_for_is_skipped(opened: Opened) -> None:
    async with opened("one") as engine:
        assert await chunks(engine, "กขค") == []


async def test_faster_speech_is_shorter(opened: Opened) -> None:
    async with opened("one") as engine:
        sizes = [
            len(b"".join(await chunks(engine, "The kitchen light is on.", speed=speed)))
            for speed in (0.5, 2.0)
        ]
        assert sizes[1] < sizes[0]


async def test_every_speaker_of_vits_is_a_voice_in_every_language_of_the_home(opened: Opened) -> None:
    async with opened("many", languages=("de", "en-GB", "fr")) as engine:
        voices = {voice.name: voice for voice in engine.capabilities.voices}
        assert list(voices) == ["p225", "Ada_Low", "ED", "p225-en", "Ada_Low-en", "ED-en"]
        assert voices["Ada_Low"].languages == ("de",)
        assert voices["Ada_Low-en"].languages == ("en",)
        spoken = [b"".join(await chunks(engine, "Guten Tag.", voice)) for voice in voices.values()]
        assert all(spoken)


async def test_another_rate_can_be_had(opened: Opened) -> None:
    async with opened("one", rate=16_000) as engine:
        assert engine.capabilities.format.rate == 16_000
        assert await chunks(engine, "The kitchen light is on.")


async def test_unknown_voices_and_speakers_are_refused(opened: Opened) -> None:
    async with opened("one") as engine:
        with pytest.raises(UnknownVoice, match="no voice"):
            await chunks(engine, "No.", Voice("../../etc", ("en",), ""))
        with pytest.raises(UnknownVoice, match="no speaker"):
            await anext(engine.synthesize("No.", engine.capabilities.voices[0], SpeakOptions(speaker="x")))


async def test_xtts_gives_audio_while_it_is_made(opened: Opened) -> None:
    async with opened("stream", **XTTS) as engine:
        assert engine.capabilities.format == AudioFormat(24_000, 2, 1)
        assert [voice.name for voice in engine.capabilities.voices] == ["Ada_Low", "Ben"]
        assert "non-commercial" in engine.capabilities.voices[0].licence
        assert len(await chunks(engine, "The kitchen light is on.")) > 1


async def test_streams_of_xtts_take_turns_and_do_not_disturb_each_other(opened: Opened) -> None:
    """Each is as long and as loud as alone, though one text is four times as long as the other."""
    texts = ["On.", "The kitchen light is on."]
    async with opened("stream", temperature=0.01, **XTTS) as engine:
        alone = [await chunks(engine, text) for text in texts]
        together = await asyncio.gather(*(chunks(engine, text) for text in texts))
        assert together == alone


async def test_a_stream_given_up_is_forgotten_and_the_next_speaks(opened: Opened) -> None:
    async with opened("stream", **XTTS) as engine:
        voice = engine.capabilities.voices[0]
        async with aclosing(engine.synthesize("The kitchen light is on.", voice, SpeakOptions())) as speech:
            assert await anext(speech)
        await asyncio.gather(*engine._messages)
        assert engine._given_up == set()
        assert await chunks(engine, "On.")


async def test_xtts_speaks_faster_when_told(opened: Opened) -> None:
    async with opened("stream", temperature=0.01, **XTTS) as engine:
        sizes = [len(b"".join(await chunks(engine, "On.", speed=speed))) for speed in (1.0, 2.0)]
        assert sizes[1] < sizes[0]


async def test_xtts_clones_the_voice_of_a_recording(opened: Opened, tmp_path: Path) -> None:
    recording = tmp_path / "me.wav"
    recording.write_bytes(wav(AudioChunk(tone(1.5), SPEECH)))
    async with opened("stream", voices={"me": recording}, **XTTS) as engine:
        assert engine.capabilities.voices[0].name == "me"
        assert await chunks(engine, "On.")


async def test_what_xtts_cannot_read_out_is_refused(opened: Opened) -> None:
    async with opened("stream", **XTTS) as engine:
        with pytest.raises(InvalidRequest, match="cannot read this text out"):
            await chunks(engine, "9" * 180 + "." + "9" * 15 + " €")
        assert await chunks(engine, "On.")


@pytest.mark.parametrize("model", ["one", "stream"])
async def test_several_clients_are_served_at_once_and_who_leaves_harms_nobody(
    opened: Opened, model: str
) -> None:
    async with opened(model, **(XTTS if model == "stream" else {})) as engine:
        speaking = [asyncio.create_task(chunks(engine, f"Number {number}.")) for number in range(4)]
        await asyncio.sleep(0.1)
        speaking[1].cancel()
        done = await asyncio.gather(*speaking, return_exceptions=True)
        assert isinstance(done[1], asyncio.CancelledError)
        assert all(isinstance(answer, list) and answer for answer in (done[0], done[2], done[3]))


async def test_loading_and_closing_twice_is_harmless_and_a_closed_engine_loads_again(opened: Opened) -> None:
    async with opened("one") as engine:
        await asyncio.gather(engine.load(), engine.load())
        await engine.close()
        await engine.close()
        await engine.load()
        assert await chunks(engine, "Still here.")
