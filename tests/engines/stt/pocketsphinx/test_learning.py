"""While the words of a home are learned, those that are known are heard, or what is said waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple, cast

import pytest

from tests.fakes import Gate
from wyoming_morgan.engines.contract.engine import LoadedModel
from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry
from wyoming_morgan.engines.stt.pocketsphinx.command_model import KeptModels
from wyoming_morgan.engines.stt.pocketsphinx.decoder import CommandDecoder
from wyoming_morgan.engines.stt.pocketsphinx.learning import HomeWords
from wyoming_morgan.errors import DeadlineExceeded, EngineFailed, EngineUnavailable, ShuttingDown

DEADLINE = 30.0
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


def home(*names: str) -> Vocabulary:
    return Vocabulary(tuple(VocabularyEntry((name,), "light") for name in names))


@dataclass
class Process:
    """A process that hears the names it was made for, once its gate is open."""

    names: tuple[str, ...]
    gate: Gate = field(default_factory=Gate)
    error: Exception | None = None
    late: bool = False
    loaded: bool = False
    closed: bool = False
    finished: bool = False
    loading: asyncio.Task[None] | None = None

    @property
    def state(self) -> LoadedModel:
        return LoadedModel("fake", loaded=self.loaded)

    async def load(self) -> None:
        if self.loading is None:
            self.loading = asyncio.create_task(self._load())
        try:
            await asyncio.shield(self.loading)
        except asyncio.CancelledError:
            if self.loading.cancelled():
                raise ShuttingDown("fake is stopped") from None
            raise

    async def _load(self) -> None:
        await self.gate.pass_through()
        if self.error is not None:
            raise self.error
        self.loaded = True

    async def run(self, function: Callable[[CommandDecoder, *Ts], T], *args: *Ts) -> T:
        try:
            async with asyncio.timeout(DEADLINE):
                await self.load()
        except TimeoutError:
            raise DeadlineExceeded("fake did not answer in time") from None
        if self.closed:
            raise ShuttingDown("fake is stopped")
        if self.late:
            raise DeadlineExceeded("fake took longer than 30 s")
        return function(cast("Any", self.names), *args)

    async def close(self, *, finish: bool = False) -> None:
        self.closed, self.loaded, self.finished = True, False, finish
        if self.loading is not None:
            self.loading.cancel()
            await asyncio.wait({self.loading})


@dataclass
class FakeProcesses:
    """Makes processes; those of the homes in `cache` are loaded at once."""

    cache: tuple[Vocabulary, ...] = ()
    latest: Process | None = None
    made: list[Process] = field(default_factory=list)

    def of_home(self, vocabulary: Vocabulary) -> Process:
        process = Process(tuple(name for entry in vocabulary.entries for name in entry.names))
        if vocabulary in self.cache:
            process.gate.opened.set()
        self.made.append(process)
        return process

    def of_latest(self, kept: KeptModels) -> Process | None:
        return self.latest if kept.latest is not None else None

    async def kept(self, vocabulary: Vocabulary) -> KeptModels:
        return KeptModels(vocabulary in self.cache, Path("latest") if self.latest is not None else None)


def learned_before(*names: str) -> Process:
    process = Process(names)
    process.gate.opened.set()
    return process


async def heard(words: HomeWords) -> object:
    return await words.run(lambda decoder: decoder)


async def test_words_that_are_in_the_cache_are_known_when_the_load_returns() -> None:
    processes = FakeProcesses(cache=(home("Lamp"),))
    words = HomeWords(home("Lamp"), processes)
    await words.load()
    assert words.lesson == ""
    assert words.state.loaded
    assert await heard(words) == ("Lamp",)
    await words.close()


async def test_the_load_of_a_new_home_waits_for_nothing_and_what_is_said_waits_for_its_words() -> None:
    processes = FakeProcesses()
    words = HomeWords(home("Lamp", "Fan"), processes)
    await words.load()
    assert words.lesson == "learning the 2 names of the home; until then, what is said waits"
    said = asyncio.create_task(heard(words))
    await asyncio.sleep(5)
    assert not said.done()
    processes.made[-1].gate.opened.set()
    assert await said == ("Lamp", "Fan")
    await words.learned()
    assert words.lesson == ""
    await words.close()


async def test_what_is_said_does_not_wait_forever_and_is_told_why() -> None:
    words = HomeWords(home("Lamp"), FakeProcesses())
    await words.load()
    with pytest.raises(DeadlineExceeded, match="still learns the words of the home"):
        await heard(words)
    await words.close()


@pytest.mark.parametrize("idle", [False, True], ids=["at work", "unloaded while idle"])
async def test_a_slow_answer_is_not_blamed_on_the_words(*, idle: bool) -> None:
    processes = FakeProcesses(cache=(home("Lamp"),))
    words = HomeWords(home("Lamp"), processes)
    await words.load()

    processes.made[-1].late, processes.made[-1].loaded = True, not idle
    with pytest.raises(DeadlineExceeded, match="took longer"):
        await heard(words)
    await words.close()


async def test_until_the_words_are_learned_those_that_were_used_last_are_heard() -> None:
    processes = FakeProcesses(latest=learned_before("Old Lamp"))
    words = HomeWords(home("New Lamp"), processes)
    await words.load()
    assert words.lesson == "learning the words of the home; meanwhile it hears those it knew"
    assert await heard(words) == ("Old Lamp",)
    processes.made[-1].gate.opened.set()
    await words.learned()
    assert await heard(words) == ("New Lamp",)
    assert processes.latest is not None
    assert processes.latest.finished
    await words.close()


async def test_words_that_were_used_last_and_cannot_be_read_are_left_out() -> None:
    processes = FakeProcesses(latest=learned_before("Old Lamp"))
    assert processes.latest is not None
    processes.latest.error = EngineUnavailable("the command model is damaged")
    words = HomeWords(home("New Lamp"), processes)
    await words.load()
    processes.made[-1].gate.opened.set()
    assert await heard(words) == ("New Lamp",)
    await words.close()


async def test_the_home_that_is_told_last_is_learned_and_the_others_are_given_up() -> None:
    processes = FakeProcesses()
    words = HomeWords(home("Common Lamp"), processes)
    await words.load()
    common = processes.made[-1]
    said = asyncio.create_task(heard(words))
    await common.gate.arrived.wait()
    changing = asyncio.create_task(words.change(home("Lamp")))
    await common.gate.given_up.wait()
    newest = asyncio.create_task(words.change(home("Newest Lamp")))
    await asyncio.sleep(1)
    processes.made[-1].gate.opened.set()
    await asyncio.gather(changing, newest)
    assert await said == ("Newest Lamp",)
    assert all(process.closed for process in processes.made[:-1])
    await words.close()


async def test_words_that_cannot_be_learned_leave_those_that_were_known() -> None:
    processes = FakeProcesses(cache=(home("Lamp"),))
    words = HomeWords(home("Lamp"), processes)
    await words.load()
    changing = asyncio.create_task(words.change(home("Fan")))
    await asyncio.sleep(1)
    processes.made[-1].error = EngineFailed("no memory")
    processes.made[-1].gate.opened.set()
    with pytest.raises(EngineFailed, match="no memory"):
        await changing
    assert await heard(words) == ("Lamp",)
    await words.close()


async def test_what_failed_is_tried_again_by_the_next_load() -> None:
    processes = FakeProcesses()
    words = HomeWords(home("Lamp"), processes)
    await words.load()
    processes.made[-1].error = EngineFailed("no memory")
    processes.made[-1].gate.opened.set()
    with pytest.raises(EngineFailed):
        await words.learned()
    await words.load()
    processes.made[-1].gate.opened.set()
    await words.learned()
    assert await heard(words) == ("Lamp",)
    await words.close()


async def test_closing_gives_up_what_is_being_learned_and_nobody_waits_on() -> None:
    processes = FakeProcesses()
    words = HomeWords(home("Lamp"), processes)
    await words.load()
    said = asyncio.create_task(heard(words))
    learning = asyncio.create_task(words.learned())
    await asyncio.sleep(1)
    await words.close()
    with pytest.raises(ShuttingDown):
        await said
    await learning
    assert processes.made[-1].gate.given_up.is_set()
