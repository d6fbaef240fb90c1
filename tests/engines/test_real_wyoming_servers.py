"""Morgan's remote engines against the real wyoming-faster-whisper and wyoming-piper."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.engines.peers import Peer
from tests.fakes import silence
from wyoming_morgan.audio import SPEECH, PcmConverter
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.contract.stt import TranscribeOptions
from wyoming_morgan.engines.contract.tts import SpeakOptions
from wyoming_morgan.engines.stt.wyoming import WyomingStt, WyomingSttOptions
from wyoming_morgan.engines.tts.espeak_ng.engine import EspeakNg, EspeakOptions
from wyoming_morgan.engines.tts.wyoming import WyomingTts, WyomingTtsOptions
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, EngineUnavailable, MorganError, UnknownVoice

pytestmark = pytest.mark.slow

NANO = Path(__file__).resolve().parent.parent / "assets" / "whisper-nano"
CONTEXT = EngineContext(cache_dir=Path(), models_dir=Path(), languages=("en", "de"))
SEVERAL = "de_DE-thorsten_emotional-medium"
SPEAKERS = ("amused", "angry", "disgusted", "drunk", "neutral", "sleepy", "surprised", "whisper")
"""A voice of wyoming-piper's list: it tells the speakers of those alone. Its sound is the tests' own."""
LONG = "This is a sentence that goes on for a while. " * 40


def stt(peer: Peer, **more: object) -> WyomingStt:
    return WyomingStt(WyomingSttOptions.model_validate({"uri": peer.uri, **more}), CONTEXT)


def tts(peer: Peer, **more: object) -> WyomingTts:
    return WyomingTts(WyomingTtsOptions.model_validate({"uri": peer.uri, **more}), CONTEXT)


@pytest.fixture(scope="module")
def _whisper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    if find_spec("wyoming_faster_whisper") is None:
        pytest.skip("wyoming-faster-whisper is not installed")
    if not NANO.is_dir():
        pytest.skip("the nano Whisper is not in tests/assets")
    folder = tmp_path_factory.mktemp("wyoming-faster-whisper")
    peer = Peer(
        "wyoming_faster_whisper",
        (
            *("--model", str(NANO), "--stt-library", "faster-whisper", "--local-files-only"),
            *("--data-dir", str(folder), "--cpu-threads", "1", "--beam-size", "1"),
        ),
        folder / "log",
    )
    yield peer
    peer.stop()


@pytest.fixture
def whisper(_whisper: Peer) -> Peer:
    """The recognizer, running."""
    _whisper.start()
    return _whisper


@pytest.fixture(scope="module")
def _piper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Peer]:
    if find_spec("wyoming_piper") is None:
        pytest.skip("wyoming-piper is not installed")
    pytest.importorskip("onnx", reason="onnx, which makes the voices, is not installed")
    from tests.assets.make_voices import make_piper  # noqa: PLC0415 - needs onnx

    folder = tmp_path_factory.mktemp("wyoming-piper")
    make_piper(folder, "en_US-small-low", rate=16_000)
    make_piper(folder, SEVERAL, speakers=SPEAKERS)
    peer = Peer("wyoming_piper", ("--voice", "en_US-small-low", "--data-dir", str(folder)), folder / "log")
    yield peer
    peer.stop()


@pytest.fixture
def piper(_piper: Peer) -> Peer:
    """The synthesizer, running."""
    _piper.start()
    return _piper


@pytest.fixture(scope="module")
def spoken() -> dict[str, tuple[str, bytes]]:
    """A sentence of each language that the nano Whisper knows, spoken by espeak-ng: text and sound."""
    if not NANO.is_dir():
        pytest.skip("the nano Whisper is not in tests/assets")

    async def speak(text: str, language: str) -> bytes:
        engine = EspeakNg(EspeakOptions(), CONTEXT)
        await engine.load()
        try:
            voice = next(voice for voice in engine.capabilities.voices if language in voice.languages)
            converter = PcmConverter(engine.capabilities.format, SPEECH)
            pcm = b"".join(
                [converter.convert(piece) async for piece in engine.synthesize(text, voice, SpeakOptions())]
            )
            return silence(0.4) + pcm + converter.flush() + silence(0.4)
        finally:
            await engine.close()

    sentences = json.loads((NANO / "sentences.json").read_text(encoding="utf-8"))
    first = {sentence["language"]: sentence["text"] for sentence in reversed(sentences)}
    return {language: (text, asyncio.run(speak(text, language))) for language, text in first.items()}


async def said(engine: WyomingTts, voice: str, text: str, speaker: str | None = None) -> bytes:
    chosen = next(candidate for candidate in engine.capabilities.voices if candidate.name == voice)
    return b"".join([pcm async for pcm in engine.synthesize(text, chosen, SpeakOptions(speaker=speaker))])


# wyoming-faster-whisper


async def test_a_recognizer_tells_its_model_and_languages(whisper: Peer) -> None:
    engine = stt(whisper)
    await engine.load()
    assert engine.capabilities.model == str(NANO)
    assert engine.capabilities.languages[0] == "en"
    assert "de" in engine.capabilities.languages
    with pytest.raises(EngineUnavailable, match=rf"127\.0\.0\.1:{whisper.port} has no model 'large-v3'"):
        await stt(whisper, model="large-v3").load()


@pytest.mark.parametrize("language", ["en", "de"])
async def test_speech_comes_back_as_its_words(
    whisper: Peer, spoken: dict[str, tuple[str, bytes]], language: str
) -> None:
    engine = stt(whisper)
    await engine.load()
    text, pcm = spoken[language]
    heard = await engine.transcribe(pcm, TranscribeOptions(language))
    assert (heard.text, heard.language) == (text, language)


async def test_several_utterances_at_once_do_not_mix(
    whisper: Peer, spoken: dict[str, tuple[str, bytes]]
) -> None:
    engine = stt(whisper)
    calls = [
        engine.transcribe(spoken[language][1], TranscribeOptions(language)) for language in ("en", "de") * 3
    ]
    assert [heard.text for heard in await asyncio.gather(*calls)] == [
        spoken[language][0] for language in ("en", "de") * 3
    ]


async def test_a_recognizer_that_is_killed_is_named_and_used_again_when_it_is_back(
    whisper: Peer, spoken: dict[str, tuple[str, bytes]]
) -> None:
    text, pcm = spoken["en"]
    engine = stt(whisper)
    await engine.load()
    whisper.stall()  # so that the utterance is under way, but surely not answered
    call = asyncio.create_task(engine.transcribe(pcm, TranscribeOptions("en")))
    await asyncio.sleep(0.2)
    whisper.kill()
    with pytest.raises(EngineFailed, match=rf"the Wyoming server at 127\.0\.0\.1:{whisper.port}"):
        await call
    with pytest.raises(EngineFailed, match=rf"127\.0\.0\.1:{whisper.port} cannot be reached"):
        await engine.transcribe(pcm, TranscribeOptions("en"))
    await asyncio.to_thread(whisper.start)
    assert (await engine.transcribe(pcm, TranscribeOptions("en"))).text == text


async def test_a_recognizer_that_stalls_is_given_up_and_used_again_when_it_goes_on(
    whisper: Peer, spoken: dict[str, tuple[str, bytes]]
) -> None:
    text, pcm = spoken["en"]
    engine, patient = stt(whisper, answer_timeout=0.2), stt(whisper)
    whisper.stall()
    with pytest.raises(DeadlineExceeded, match=rf"127\.0\.0\.1:{whisper.port} did not answer within 0\.2 s"):
        await engine.transcribe(pcm, TranscribeOptions("en"))
    whisper.go_on()
    assert (await patient.transcribe(pcm, TranscribeOptions("en"))).text == text


# wyoming-piper


async def test_the_voices_are_listed_with_their_languages_and_speakers(piper: Peer) -> None:
    engine = tts(piper)
    await engine.load()
    voices = {voice.name: voice for voice in engine.capabilities.voices}
    assert next(iter(voices)) == "default"
    assert voices["en_US-small-low"].languages == ("en-US",)
    assert (voices[SEVERAL].languages, voices[SEVERAL].speakers) == (("de-DE",), SPEAKERS)


async def test_the_server_s_own_voice_speaks_where_none_is_asked_for(piper: Peer) -> None:
    engine = tts(piper)
    await engine.load()
    by_default = await said(engine, "default", "Hello there. How are you?")
    assert by_default == await said(engine, "en_US-small-low", "Hello there. How are you?")
    assert engine.capabilities.format.seconds(len(by_default)) > 0.2
    assert np.abs(np.frombuffer(by_default, dtype="<i2").astype(int)).max() > 1000


async def test_speakers_of_a_voice_are_told_apart(piper: Peer) -> None:
    engine = tts(piper)
    await engine.load()
    angry, sleepy = [await said(engine, SEVERAL, "Guten Tag.", who) for who in ("angry", "sleepy")]
    assert len(sleepy) > len(angry) > 0


async def test_a_voice_that_the_server_lists_but_does_not_have_is_an_unknown_voice(piper: Peer) -> None:
    engine = tts(piper)
    await engine.load()
    with pytest.raises(UnknownVoice, match=rf"127\.0\.0\.1:{piper.port} says: en_GB-alan-low"):
        await said(engine, "en_GB-alan-low", "Hello.")
    assert await said(engine, "default", "Still here.")


async def test_a_synthesizer_that_is_killed_while_it_speaks_is_named_and_used_again_when_it_is_back(
    piper: Peer,
) -> None:
    engine = tts(piper)
    await engine.load()
    speaking = engine.synthesize(LONG, engine.capabilities.voices[0], SpeakOptions())
    assert await anext(speaking)
    piper.kill()
    with pytest.raises(EngineFailed, match=rf"the Wyoming server at 127\.0\.0\.1:{piper.port}"):
        assert [pcm async for pcm in speaking]
    with pytest.raises(EngineFailed, match="cannot be reached"):
        await said(engine, "default", "Hello.")
    await asyncio.to_thread(piper.start)
    assert await said(engine, "default", "Hello.")


async def test_a_synthesizer_that_stalls_is_given_up_and_used_again_when_it_goes_on(piper: Peer) -> None:
    engine = tts(piper, answer_timeout=0.2)
    piper.stall()
    with pytest.raises(DeadlineExceeded, match=r"did not answer within 0\.2 s"):
        await anext(engine.synthesize("Hello.", engine.capabilities.voices[0], SpeakOptions()))
    with pytest.raises(EngineUnavailable, match=rf"127\.0\.0\.1:{piper.port} did not answer"):
        await engine.load()
    piper.go_on()
    patient = tts(piper)
    await patient.load()
    assert await said(patient, "default", "Hello.")


async def test_speech_given_up_in_the_middle_leaves_the_server_for_others(piper: Peer) -> None:
    engine = tts(piper)
    speaking = engine.synthesize(LONG, engine.capabilities.voices[0], SpeakOptions())
    assert await anext(speaking)
    await speaking.aclose()
    await engine.load()
    assert await said(engine, "default", "Hello.")


async def test_neither_server_takes_the_other_s_place(piper: Peer) -> None:
    with pytest.raises(
        EngineUnavailable, match=rf"127\.0\.0\.1:{piper.port} has no speech-to-text"
    ) as caught:
        await stt(piper).load()
    assert isinstance(caught.value, MorganError)
    assert "uri" in caught.value.hint
