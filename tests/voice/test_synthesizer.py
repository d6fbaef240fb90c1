from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from tests.fakes import FakeSynthesizer
from wyoming_morgan.audio import AudioChunk
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.errors import EngineFailed, TooLarge
from wyoming_morgan.timings import Stage, TurnTimings
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.settings import MouthSettings
from wyoming_morgan.voice.synthesizer import Synthesizer
from wyoming_morgan.voice.whole import once


def now() -> float:
    return asyncio.get_running_loop().time()


async def told(*deltas: str, every: float = 0.0) -> AsyncGenerator[str, None]:
    for delta in deltas:
        await asyncio.sleep(every)
        yield delta


async def spoken(mouth: Synthesizer, *deltas: str, request: VoiceRequest | None = None) -> list[AudioChunk]:
    return [chunk async for chunk in mouth.speak(told(*deltas), mouth.choose(request or VoiceRequest()))]


async def test_text_is_spoken_piece_by_piece_in_one_format() -> None:
    engine = FakeSynthesizer()
    mouth = Synthesizer(engine)

    chunks = await spoken(mouth, "The **light** is", " on. It is", " bright.")

    assert [call.text for call in engine.calls] == ["The light is on.", "It is bright."]
    assert {chunk.format for chunk in chunks} == {mouth.format}
    assert sum(chunk.seconds for chunk in chunks) == pytest.approx(0.01 * (16 + 13), abs=0.001)


async def test_chunks_are_short_and_hold_whole_frames() -> None:
    mouth = Synthesizer(FakeSynthesizer(pieces=1))

    chunks = await spoken(mouth, "word " * 30)

    assert max(chunk.seconds for chunk in chunks) <= 0.1
    assert all(chunk.pcm and len(chunk.pcm) % 2 == 0 for chunk in chunks)


async def test_an_engine_that_splits_frames_is_put_together() -> None:
    class Odd(FakeSynthesizer):
        async def synthesize(
            self, text: str, voice: Voice, options: SpeakOptions
        ) -> AsyncGenerator[bytes, None]:
            async for _ in super().synthesize(text, voice, options):
                pass
            for octet in b"abcdef":
                yield bytes([octet])

    mouth = Synthesizer(Odd())

    assert b"".join(chunk.pcm for chunk in await spoken(mouth, "Hello.")) == b"abcdef"


@pytest.mark.parametrize("text", ["", " ", "---", "😀", "<think>so</think>"])
async def test_what_cannot_be_spoken_gives_no_audio(text: str) -> None:
    engine = FakeSynthesizer()

    assert await spoken(Synthesizer(engine), text) == []
    assert engine.calls == []


async def test_a_complete_sentence_is_heard_while_no_more_text_comes() -> None:
    engine = FakeSynthesizer(seconds=0.1)
    mouth = Synthesizer(engine)

    async def text() -> AsyncGenerator[str, None]:
        yield "Let me check"
        yield " that."
        await asyncio.sleep(5)
        yield " The temperature is 21. "
        await asyncio.sleep(5)
        yield "Fine."

    began, heard = now(), list[float]()
    async for _ in mouth.speak(text(), mouth.choose(VoiceRequest())):
        heard.append(now() - began)

    assert [call.text for call in engine.calls] == ["Let me check that.", "The temperature is 21.", "Fine."]
    assert heard[0] < 0.5
    assert any(6.0 <= at < 6.5 for at in heard)


async def test_text_that_flows_slowly_is_torn_within_no_number_and_no_short_form() -> None:
    engine = FakeSynthesizer()
    mouth = Synthesizer(engine)
    deltas = [
        "It",
        " is",
        " 21",
        ".",
        "5",
        " degrees",
        ", e",
        ".",
        "g",
        ".",
        " in",
        " the hall",
        ", Dr",
        ".",
        " Ivy.",
    ]

    async for _ in mouth.speak(told(*deltas, every=0.6), mouth.choose(VoiceRequest())):
        pass

    assert [call.text for call in engine.calls] == [
        "It is 21.5 degrees,",
        "for example in the hall, Dr. Ivy.",
    ]


async def test_what_is_written_is_spoken_as_words_of_the_voice_and_cached_as_such() -> None:
    engine = FakeSynthesizer()
    mouth = Synthesizer(engine)

    for text in ("It is -3 °C.", "It is minus 3 degrees Celsius.", "It is \N{MINUS SIGN}3 ℃."):
        await spoken(mouth, text)

    assert [call.text for call in engine.calls] == ["It is minus 3 degrees Celsius."]


async def test_the_first_clause_is_heard_before_the_text_is_complete() -> None:
    mouth = Synthesizer(FakeSynthesizer(seconds=0.1))
    text = told("I switched the light on, ", "and the fan, ", "as you asked.", every=1.0)
    began = now()

    async with aclosing(mouth.speak(text, mouth.choose(VoiceRequest()))) as speech:
        await anext(speech)
        first = now() - began

    assert first == pytest.approx(1.1)


async def test_the_next_piece_is_made_while_one_is_handed_out_and_no_more() -> None:
    engine = FakeSynthesizer(pieces=1)
    mouth = Synthesizer(engine)
    speech = mouth.speak(
        told("One one one. Two two two. Three three. Four four."), mouth.choose(VoiceRequest())
    )

    async with aclosing(speech):
        await anext(speech)
        await asyncio.sleep(10.0)

        assert [call.text for call in engine.calls] == ["One one one.", "Two two two."]


async def test_leaving_gives_everything_up() -> None:
    closed = asyncio.Event()

    async def endless() -> AsyncGenerator[str, None]:
        try:
            while True:
                yield "Again and again. "
                await asyncio.sleep(0.01)
        finally:
            closed.set()

    mouth = Synthesizer(FakeSynthesizer(seconds=0.5))
    async with aclosing(mouth.speak(endless(), mouth.choose(VoiceRequest()))) as speech:
        await anext(speech)

    assert closed.is_set()
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_a_piece_that_fails_is_an_error_after_the_audio_before_it() -> None:
    class Fails(FakeSynthesizer):
        async def synthesize(
            self, text: str, voice: Voice, options: SpeakOptions
        ) -> AsyncGenerator[bytes, None]:
            if "two" in text:
                raise EngineFailed("it broke")
            async for pcm in super().synthesize(text, voice, options):
                yield pcm

    mouth = Synthesizer(Fails())
    speech = mouth.speak(told("Number one. Number two. Three."), mouth.choose(VoiceRequest()))

    assert (await anext(speech)).seconds == pytest.approx(0.055, abs=0.001)
    assert (await anext(speech)).seconds == pytest.approx(0.055, abs=0.001)
    with pytest.raises(EngineFailed, match="it broke"):
        await anext(speech)


async def test_an_error_of_the_text_comes_through() -> None:
    async def broken() -> AsyncGenerator[str, None]:
        yield "Well. "
        raise EngineFailed("the model broke")

    mouth = Synthesizer(FakeSynthesizer())
    with pytest.raises(EngineFailed, match="the model broke"):
        _ = [chunk async for chunk in mouth.speak(broken(), mouth.choose(VoiceRequest()))]


async def test_a_text_beyond_the_bound_is_refused() -> None:
    mouth = Synthesizer(FakeSynthesizer(), MouthSettings(max_characters=10))

    with pytest.raises(TooLarge, match="10 characters") as refusal:
        await spoken(mouth, "word", " word", " word")
    assert "raise tts.mouth.max_characters" in refusal.value.hint


async def test_speech_beyond_the_bound_ends_with_an_error_and_the_engine_stops() -> None:
    engine = FakeSynthesizer()
    mouth = Synthesizer(engine, MouthSettings(max_seconds=1.0))
    heard = 0.0

    async def hear() -> None:
        nonlocal heard
        async for chunk in mouth.speak(once("It is bright. " * 200), mouth.choose(VoiceRequest(speed=0.25))):
            heard += chunk.seconds

    with pytest.raises(TooLarge, match="longer than 1 seconds") as failure:
        await hear()
    assert 0.0 < heard <= 1.0
    assert "tts.mouth.max_seconds" in failure.value.hint
    assert len(engine.calls) < 5


async def test_what_was_said_before_needs_no_engine() -> None:
    engine = FakeSynthesizer()
    mouth = Synthesizer(engine)

    first = await spoken(mouth, "Done. All is well.")
    again = await spoken(mouth, "Done. ", "All is well.")

    assert len(engine.calls) == 2
    assert b"".join(chunk.pcm for chunk in again) == b"".join(chunk.pcm for chunk in first)


async def test_another_speed_is_spoken_anew() -> None:
    engine = FakeSynthesizer()
    mouth = Synthesizer(engine)

    await spoken(mouth, "Done.")
    await spoken(mouth, "Done.", request=VoiceRequest(speed=2.0))

    assert [call.options.speed for call in engine.calls] == [1.0, 2.0]


async def test_what_is_forgotten_is_not_kept_even_if_it_is_being_spoken() -> None:
    engine = FakeSynthesizer(seconds=0.1)
    mouth = Synthesizer(engine)
    await spoken(mouth, "Before.")
    async with aclosing(mouth.speak(told("Meanwhile."), mouth.choose(VoiceRequest()))) as speech:
        await anext(speech)
        mouth.forget_phrases()
        async for _ in speech:
            pass
    assert mouth._cache.held_bytes == 0
    engine.calls.clear()
    for text in ("Before.", "Meanwhile.", "Afterwards.", "Afterwards."):
        await spoken(mouth, text)

    assert [call.text for call in engine.calls] == ["Before.", "Meanwhile.", "Afterwards."]


async def test_what_is_private_is_not_kept() -> None:
    mouth = Synthesizer(FakeSynthesizer())
    private = TurnTimings(private=True)
    async for _ in mouth.speak(told("A secret."), mouth.choose(VoiceRequest()), private):
        pass

    assert mouth._cache.held_bytes == 0


async def test_half_a_piece_is_never_kept() -> None:
    engine = FakeSynthesizer(seconds=0.1)
    mouth = Synthesizer(engine)
    async with aclosing(mouth.speak(told("A piece that is left."), mouth.choose(VoiceRequest()))) as speech:
        await anext(speech)

    await spoken(mouth, "A piece that is left.")

    assert len(engine.calls) == 2


async def test_long_pieces_are_not_kept() -> None:
    engine = FakeSynthesizer()
    mouth = Synthesizer(engine, MouthSettings(cache_piece_bytes=1000))

    await spoken(mouth, "A long piece.")
    await spoken(mouth, "A long piece.")

    assert len(engine.calls) == 2


async def test_stage_times_are_recorded() -> None:
    mouth = Synthesizer(FakeSynthesizer(pieces=2, seconds=0.1))
    timings = TurnTimings(clock=now)

    async for _ in mouth.speak(told("", "One. ", "Two.", every=1.0), mouth.choose(VoiceRequest()), timings):
        pass

    assert timings.seconds == {
        Stage.FIRST_AUDIO: pytest.approx(0.1),
        Stage.SYNTHESIZE: pytest.approx(1.2),
    }


async def test_the_voices_are_the_engines() -> None:
    engine = FakeSynthesizer()

    assert Synthesizer(engine).voices == engine.capabilities.voices
