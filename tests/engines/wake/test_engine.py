"""Both wake word engines, with their real libraries and models."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.engines.wake.conftest import VOICES, WORDS, Flavour, Make, Say, only, recording
from tests.fakes import silence
from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.contract.engine import HoldsModels
from wyoming_morgan.engines.contract.wake import WakeDetection, WakeWords
from wyoming_morgan.engines.wake import engine as engine_module
from wyoming_morgan.engines.wake.engine import WakeEngine
from wyoming_morgan.engines.wake.kind import WakeLibrary
from wyoming_morgan.engines.wake.options import WakeOptions
from wyoming_morgan.errors import EngineFailed, EngineUnavailable, ShuttingDown, UnknownModel

pytestmark = pytest.mark.slow


async def hear(engine: WakeEngine, pcm: bytes, names: Sequence[str] = WORDS) -> list[WakeDetection]:
    stream = engine.open(names)
    try:
        return list(await stream.process(pcm))
    finally:
        stream.close()


def recordings(folder: Path) -> list[bytes]:
    """Commands, read sentences and noise, a second of silence behind each."""
    return [recording(path) + silence(1) for path in sorted(folder.rglob("*.wav"))]


def names_of(detections: Sequence[WakeDetection]) -> list[str]:
    return [detection.name for detection in detections]


async def test_an_engine_tells_its_words_before_and_after_it_is_loaded(
    flavour: Flavour, tmp_path: Path
) -> None:
    engine = flavour.create(tmp_path)
    assert isinstance(engine, WakeWords)
    assert isinstance(engine, HoldsModels)
    before = engine.capabilities.words
    assert [model.loaded for model in engine.models] == [False]
    await engine.load()
    assert [word.name for word in engine.capabilities.words] == [word.name for word in before]
    assert engine.capabilities.version
    assert [model.loaded for model in engine.models] == [True]
    assert (engine.models[0].memory_bytes or 0) > 100_000
    for word in engine.capabilities.words:
        assert word.phrase.lower().replace(" ", "_") == word.name
        assert "en" in word.languages
        assert word.description
        assert word.attribution.url.startswith("https://")
    await engine.close()


@pytest.mark.parametrize("word", WORDS)
async def test_a_spoken_word_is_detected_once_and_taken_for_no_other(make: Make, say: Say, word: str) -> None:
    pcm = say(word)
    (detection,) = await hear(await make(), pcm)
    assert detection.name == word
    assert 0.5 < detection.at < SPEECH.seconds(len(pcm)) - 0.5
    assert 0.5 <= detection.probability <= 1


@only("openwakeword")
async def test_hey_rhasspy_is_in_the_box_of_openwakeword(make: Make, say: Say) -> None:
    assert names_of(await hear(await make(), say("hey_rhasspy"), ["hey_rhasspy"])) == ["hey_rhasspy"]


async def test_no_fewer_voices_are_understood_than_were_measured(
    flavour: Flavour, make: Make, say: Say
) -> None:
    engine = await make()
    detected = {
        word: sum([names_of(await hear(engine, say(word, voice))) == [word] for voice in VOICES])
        for word in WORDS
    }
    lost = {word: count - detected[word] for word, count in flavour.detected.items()}
    assert max(lost.values()) <= 1, detected  # espeak-ng does not speak the same on every machine


@pytest.mark.recordings
async def test_no_more_is_taken_for_a_word_than_was_measured(
    flavour: Flavour, make: Make, speech_dir: Path
) -> None:
    engine = await make()
    words = [word.name for word in engine.capabilities.words]
    heard = [name for pcm in recordings(speech_dir) for name in names_of(await hear(engine, pcm, words))]
    assert len(heard) <= flavour.accepts, heard
    assert set(heard) <= {"alexa"}


async def test_silence_and_nothing_wake_nobody(make: Make) -> None:
    engine = await make()
    assert await hear(engine, silence(5)) == []
    assert await hear(engine, b"") == []
    assert await hear(engine, b"\0") == []


async def test_every_utterance_of_a_stream_is_one_detection(make: Make, say: Say) -> None:
    pcm = say("okay_nabu") * 2 + say("alexa") + say("okay_nabu")
    detections = await hear(await make(), pcm)
    assert names_of(detections) == ["okay_nabu", "okay_nabu", "alexa", "okay_nabu"]
    assert [detection.at for detection in detections] == sorted(detection.at for detection in detections)


async def test_only_the_words_that_were_named_are_heard_and_without_names_the_default_ones(
    make: Make, say: Say
) -> None:
    engine = await make()
    assert await hear(engine, say("alexa"), ["okay_nabu"]) == []
    assert await hear(engine, say("alexa"), []) == []
    assert names_of(await hear(engine, say("okay_nabu"), [])) == ["okay_nabu"]
    other = await make(default_words=["alexa", "hey_jarvis"])
    assert [word.name for word in other.capabilities.words][:2] == ["alexa", "hey_jarvis"]
    assert names_of(await hear(other, say("alexa"), [])) == ["alexa"]
    assert await hear(other, say("okay_nabu"), []) == []


async def test_an_unknown_word_is_refused_with_those_that_exist(make: Make) -> None:
    engine = await make()
    with pytest.raises(UnknownModel, match=r"computer.*alexa, hey_jarvis, hey_mycroft"):
        engine.open(["computer", "jeeves"])


async def test_the_known_ones_of_several_words_are_heard_and_the_others_told_once(
    make: Make, say: Say, caplog: pytest.LogCaptureFixture
) -> None:
    engine = await make()
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            engine.open(["ok_nabu_v0.1", "computer"]).close()
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "'computer'" in caplog.text
    assert "okay_nabu" in caplog.text
    assert names_of(await hear(engine, say("okay_nabu"), ["computer", "ok_nabu_v0.1"])) == ["ok_nabu_v0.1"]


async def test_default_words_of_which_none_exists_are_refused_and_a_missing_one_is_told(
    make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(EngineUnavailable, match=r"computer.*okay_nabu"):
        await make(default_words=["computer"])
    engine = await make(default_words=["computer", "alexa"], words={"jeeves": {"threshold": 0.5}})
    assert engine.capabilities.words[0].name == "alexa"
    assert "'computer' does not exist" in caplog.text
    assert "'jeeves', which does not exist" in caplog.text


async def test_thresholds_and_levels_count_for_a_word_or_for_all(make: Make, say: Say) -> None:
    pcm = say("alexa") + say("hey_jarvis")
    assert names_of(await hear(await make(), pcm)) == ["alexa", "hey_jarvis"]
    assert await hear(await make(threshold=1.0), pcm) == []
    assert await hear(await make(trigger_level=100), pcm) == []
    one = await make(words={"alexa": {"threshold": 1.0}})
    assert names_of(await hear(one, pcm)) == ["hey_jarvis"]
    other = await make(threshold=1.0, words={"alexa": {"threshold": 0.5, "trigger_level": 2}})
    assert names_of(await hear(other, pcm)) == ["alexa"]


@pytest.mark.parametrize(
    "options",
    [
        {"threshold": 0},
        {"threshold": 1.1},
        {"trigger_level": 0},
        {"refractory_seconds": -1},
        {"words": {"alexa": {"thresh": 0.5}}},
    ],
    ids=str,
)
def test_absurd_options_are_refused(options: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WakeOptions.model_validate(options)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sizes=st.lists(st.integers(1, 20_000), min_size=1, max_size=20))
def test_the_size_of_the_pieces_changes_nothing(
    flavour: Flavour, say: Say, tmp_path: Path, sizes: list[int]
) -> None:
    pcm = say("okay_nabu")

    async def in_pieces() -> tuple[list[WakeDetection], list[WakeDetection]]:
        # A low threshold without a rest shows every probability that matters.
        engine = flavour.create(tmp_path, threshold=0.01, refractory_seconds=0)
        await engine.load()
        heard: list[WakeDetection] = []
        stream, begin, piece = engine.open(WORDS), 0, 0
        while begin < len(pcm):
            size = sizes[piece % len(sizes)]
            heard += await stream.process(pcm[begin : begin + size])
            begin, piece = begin + size, piece + 1
        whole = await hear(engine, pcm)
        await engine.close()
        return whole, heard

    whole, heard = asyncio.run(in_pieces())
    assert whole
    assert heard == whole


async def test_streams_do_not_hear_each_other(make: Make, say: Say) -> None:
    engine = await make()
    streams = {word: engine.open(WORDS) for word in WORDS}
    audio = {word: say(word) for word in WORDS}
    heard: dict[str, list[str]] = {word: [] for word in WORDS}

    async def listen(word: str) -> None:
        for begin in range(0, len(audio[word]), 2048):
            piece = audio[word][begin : begin + 2048]
            heard[word] += names_of(await streams[word].process(piece))

    await asyncio.gather(*map(listen, WORDS))
    assert heard == {word: [word] for word in WORDS}


async def test_more_streams_than_the_queue_of_others_holds_are_all_served(make: Make, say: Say) -> None:
    engine = await make()
    pcm = say("okay_nabu")
    heard = await asyncio.gather(*(hear(engine, pcm, ["okay_nabu"]) for _ in range(40)))
    assert [names_of(detections) for detections in heard] == [["okay_nabu"]] * 40


async def test_opening_computes_nothing_and_the_work_is_done_in_a_thread(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = await make()
    stream = engine.open(WORDS)
    session = stream._session
    assert session is not None
    listeners = [session._listener]
    threads = []
    hear = engine_module._WakeSession.hear

    def hear_and_note(self: engine_module._WakeSession, library: WakeLibrary, pcm: bytes) -> object:
        threads.append(threading.current_thread())
        return hear(self, library, pcm)

    monkeypatch.setattr(engine_module._WakeSession, "hear", hear_and_note)
    await stream.process(silence(3))
    listeners.append(session._listener)
    assert [listener is None for listener in listeners] == [True, False]
    assert len(threads) >= 3  # a second at most for each call
    assert threading.main_thread() not in threads


async def test_a_closed_stream_and_a_stream_of_a_closed_engine_say_so(make: Make) -> None:
    engine = await make()
    stream, other = engine.open(), engine.open()
    stream.close()
    with pytest.raises(EngineFailed, match="over"):
        await stream.process(silence(1))
    await engine.close()
    with pytest.raises(ShuttingDown):
        await other.process(silence(1))


async def test_loading_and_closing_twice_is_harmless_and_a_closed_engine_loads_again(
    make: Make, say: Say
) -> None:
    engine = await make()
    await asyncio.gather(engine.load(), engine.load())
    await engine.close()
    await engine.close()
    await engine.load()
    assert names_of(await hear(engine, say("alexa"))) == ["alexa"]
