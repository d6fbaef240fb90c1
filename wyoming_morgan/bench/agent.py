"""How well the agent understands: sentences in, intents and replies out, held against what was expected."""

from __future__ import annotations

import math
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from wyoming_morgan.bench.agent_cases import GRAMMAR_SHAPED, Case, Evaluation, Way
from wyoming_morgan.bench.agent_homes import filled, load_home
from wyoming_morgan.bench.agent_scoring import Judged, Recognized, Reply, Verdict, judge
from wyoming_morgan.bench.processor import busy_milliseconds
from wyoming_morgan.bench.server import ServerProcess, running_server

_MODEL_PATH = "llm"
_REPLY_SECONDS = 120.0
_WARM_UP = "1"


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Who says something, and where; of a new one nothing is remembered."""

    language: str
    area: str | None = None
    conversation: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True, slots=True)
class AgentReport:
    """The cases of one language, each judged."""

    language: str
    homes: dict[str, int]
    """The homes they were said in, with the number of entities of each."""
    judged: tuple[Judged, ...]

    @property
    def right(self) -> int:
        """Cases that came out as expected."""
        return sum(each.right for each in self.judged)

    @property
    def need_model(self) -> tuple[Judged, ...]:
        """Cases that failed for want of a language model alone: no mistakes, and not counted."""
        return tuple(each for each in self.judged if each.needs_model)

    @property
    def counted(self) -> tuple[Judged, ...]:
        """The cases that accuracy is of."""
        return tuple(each for each in self.judged if not each.needs_model)

    @property
    def wrong(self) -> tuple[Judged, ...]:
        """Cases with a mistake."""
        return tuple(each for each in self.counted if not each.right)

    @property
    def grammar_shaped(self) -> tuple[Judged, ...]:
        """Commands in words that the grammar has."""
        return tuple(each for each in self.judged if GRAMMAR_SHAPED in each.case.tags)

    @property
    def false_actions(self) -> int:
        """Turns that acted where nothing was to be done, or on something else or more than was meant."""
        return sum(each.false_actions for each in self.judged)

    @property
    def false_successes(self) -> int:
        """Turns whose reply claims what was not done."""
        return sum(each.false_successes for each in self.judged)

    @property
    def verdicts(self) -> Iterator[Verdict]:
        """The verdict on every turn."""
        for each in self.judged:
            yield from each.verdicts

    def by_path(self) -> dict[str, tuple[Reply, ...]]:
        """Return the replies by what answered them."""
        found: dict[str, list[Reply]] = {}
        for verdict in self.verdicts:
            found.setdefault(verdict.reply.path or "error", []).append(verdict.reply)
        return {path: tuple(replies) for path, replies in sorted(found.items())}

    def by_tag(self) -> dict[str, tuple[Judged, ...]]:
        """Return the cases by their tags."""
        found: dict[str, list[Judged]] = {}
        for each in self.judged:
            for tag in each.case.tags:
                found.setdefault(tag, []).append(each)
        return {tag: tuple(cases) for tag, cases in sorted(found.items())}


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return the value that so many percent do not exceed, by the nearest rank; None if there are none."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


async def bench_agent(
    folder: Path,
    evaluation: Evaluation,
    settings: Mapping[str, Any],
    *,
    path: Way | None = None,
    entities: int = 0,
) -> AgentReport:
    """Say every case to a Morgan of its own, one for each home.

    Args:
        folder: Where the homes are.
        evaluation: The cases of one language.
        settings: Configuration files by name; the home and its language are put into `core`.
        path: Only the cases that this way should answer.
        entities: How many entities every home is filled up to.

    Raises:
        InvalidRequest: a home does not exist.
        EngineFailed: the server did not become ready.
    """
    cases = [case for case in evaluation.cases if path is None or case.path is path]
    judged: list[Judged] = []
    homes: dict[str, int] = {}
    for name in dict.fromkeys(case.home for case in cases):
        home = filled(load_home(folder, name), entities)
        homes[name] = len(home.get("entities") or ())
        async with (
            _running(home, evaluation.language, settings) as server,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_REPLY_SECONDS)) as session,
        ):
            # The first request fills caches, also those of a model's server; no figure should hold that.
            await _say(session, server, _WARM_UP, _Speaker(evaluation.language))
            has_model = bool(settings.get("llm"))
            judged += [
                await _judged(session, server, case, evaluation.claims, has_model=has_model)
                for case in cases
                if case.home == name
            ]
    return AgentReport(evaluation.language, homes, tuple(judged))


@asynccontextmanager
async def _running(
    home: Mapping[str, Any], language: str, settings: Mapping[str, Any]
) -> AsyncIterator[ServerProcess]:
    """Run a Morgan in a home; what it remembers goes when it stops."""
    with tempfile.TemporaryDirectory(prefix="morgan-bench-data-") as data:
        core = {"languages": [language], "data_dir": data, **settings.get("core", {}), "home": dict(home)}
        services = ("core", "llm") if settings.get("llm") else ("core",)
        async with running_server({**settings, "core": core}, services=services) as server:
            yield server


async def _judged(
    session: aiohttp.ClientSession,
    server: ServerProcess,
    case: Case,
    claims: Sequence[str],
    *,
    has_model: bool,
) -> Judged:
    speaker, verdicts = _Speaker(case.language, case.area), []
    for turn in case.turns:
        reply = await _say(session, server, turn.say, speaker)
        verdict = judge(turn, reply, claims)
        verdicts.append(verdict)
        if not verdict.right:
            break
    return Judged(case, tuple(verdicts), has_model)


async def _say(session: aiohttp.ClientSession, server: ServerProcess, text: str, speaker: _Speaker) -> Reply:
    """Say one thing and return what came of it."""
    body = {
        "text": text,
        "language": speaker.language,
        "conversation_id": speaker.conversation,
        "user_id": f"bench-{speaker.conversation}",
        "device_id": f"bench-{speaker.conversation}",
        "metadata": {"trace": True},
    }
    if speaker.area is not None:
        body["area"] = speaker.area
    busy, began = busy_milliseconds(server.pid), time.monotonic()
    try:
        async with session.post(f"{server.http}/api/text", json=body) as response:
            answer = await response.json()
            wall = (time.monotonic() - began) * 1000
            if response.status != 200:  # noqa: PLR2004 - HTTP's OK
                return Reply(wall_milliseconds=wall, error=f"HTTP {response.status}: {answer}")
    except (aiohttp.ClientError, TimeoutError) as error:
        return Reply(error=repr(error))
    still_busy = busy_milliseconds(server.pid)
    spent = None if busy is None or still_busy is None else still_busy - busy
    return reply_of(answer, wall, spent)


def reply_of(
    answer: Mapping[str, Any], wall_milliseconds: float, processor_milliseconds: float | None = None
) -> Reply:
    """Read the JSON of `/api/text`. Its `trace` tells of tokens and results, where a model answered."""
    trace = answer.get("trace") or {}
    return Reply(
        text=answer["text"],
        outcome=answer["outcome"],
        path=answer["path"],
        intents=tuple(Recognized(intent["name"], intent["slots"]) for intent in answer["intents"]),
        succeeded=any(action.get("success") for action in trace.get("actions") or ()),
        agent_milliseconds=answer["timings"].get("agent"),
        wall_milliseconds=wall_milliseconds,
        processor_milliseconds=processor_milliseconds,
        prompt_tokens=trace.get("prompt_tokens") if answer["path"] == _MODEL_PATH else None,
    )
