"""Guesses never delay finals: the real engine, its decode replaced by one that waits until it is told."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest

from tests.engines.stt.faster_whisper.conftest import Engines, Spoken
from tests.fakes import silence
from tests.waiting import until
from wyoming_morgan.engines.contract.engine import WorkLimits
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.stt.faster_whisper.decoder import WhisperDecoder
from wyoming_morgan.errors import Busy

pytestmark = pytest.mark.slow

GUESS = TranscribeOptions(language="en", speculative=True)
FINAL = TranscribeOptions(language="en")


class Gate:
    """Holds decodes that are asked to `prompt="wait"`; the others are real."""

    def __init__(self) -> None:
        self.waiting = 0
        self.open = threading.Event()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    gate, recognize = Gate(), WhisperDecoder.recognize

    def held(
        recognizer: WhisperDecoder, pcm: bytes, options: TranscribeOptions, home: Vocabulary
    ) -> Transcript:
        if options.prompt == "wait":
            gate.waiting += 1
            assert gate.open.wait(30)
            return Transcript("waited")
        return recognize(recognizer, pcm, options, home)

    monkeypatch.setattr(WhisperDecoder, "recognize", held)
    yield gate
    gate.open.set()


@pytest.mark.parametrize("parallel", [1, 2])
async def test_a_final_is_decoded_while_stale_guesses_hold_all_their_places(
    engines: Engines, english: Spoken, gate: Gate, parallel: int
) -> None:
    stuck = TranscribeOptions(speculative=True, prompt="wait")
    async with engines(limits=WorkLimits(parallel=parallel)) as engine:
        guesses = [asyncio.create_task(engine.transcribe(silence(1), stuck)) for _ in range(parallel + 3)]
        await until(lambda: gate.waiting == parallel)
        for guess in guesses[: parallel + 1]:
            guess.cancel()
        finals = [engine.transcribe(english.pcm, FINAL) for _ in range(2 * parallel)]
        heard = await asyncio.gather(*finals)
        assert [transcript.text for transcript in heard] == [english.text] * 2 * parallel
        assert not any(guess.done() and not guess.cancelled() for guess in guesses)
        gate.open.set()
        assert [(await guess).text for guess in guesses[parallel + 1 :]] == ["waited", "waited"]


async def test_a_guess_is_decoded_while_finals_hold_all_their_places(
    engines: Engines, english: Spoken, gate: Gate
) -> None:
    async with engines() as engine:
        final = asyncio.create_task(engine.transcribe(silence(1), TranscribeOptions(prompt="wait")))
        await until(lambda: gate.waiting == 1)
        assert (await engine.transcribe(english.pcm, GUESS)).text == english.text
        gate.open.set()
        assert (await final).text == "waited"


async def test_a_full_queue_is_told_at_once_and_each_kind_has_its_own(
    engines: Engines, english: Spoken, gate: Gate
) -> None:
    stuck = TranscribeOptions(speculative=True, prompt="wait")
    async with engines(limits=WorkLimits(parallel=1, queue=1)) as engine:
        guesses = [asyncio.create_task(engine.transcribe(silence(1), stuck)) for _ in range(2)]
        await until(lambda: gate.waiting == 1 and engine.models[0].waiting == 1)
        with pytest.raises(Busy):
            await engine.transcribe(english.pcm, GUESS)
        assert (await engine.transcribe(english.pcm, FINAL)).text == english.text
        gate.open.set()
        await asyncio.gather(*guesses)


async def test_who_leaves_while_waiting_is_never_decoded(
    engines: Engines, english: Spoken, gate: Gate
) -> None:
    wait = TranscribeOptions(prompt="wait")
    async with engines() as engine:
        first, second = (asyncio.create_task(engine.transcribe(silence(1), wait)) for _ in range(2))
        await until(lambda: gate.waiting == 1 and engine.models[0].waiting == 1)
        second.cancel()
        await until(second.done)
        gate.open.set()
        assert (await first).text == "waited"
        assert (await engine.transcribe(english.pcm, FINAL)).text == english.text
    assert gate.waiting == 1
