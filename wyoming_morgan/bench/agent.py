"""Measures how well the agent understands: intents and replies, compared with the expected results."""

from __future__ import annotations

import math
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp

from wyoming_morgan.bench.agent_cases import GRAMMAR_SHAPED, Case, Evaluation, ExpectedPath
from wyoming_morgan.bench.agent_homes import filled, load_home
from wyoming_morgan.bench.agent_scoring import AgentReply, JudgedCase, ReplyIntent, TurnVerdict, judge
from wyoming_morgan.bench.processor import busy_milliseconds
from wyoming_morgan.bench.server import ServerProcess, running_server

_MODEL_PATH = "llm"
_REPLY_SECONDS = 120.0
_WARM_UP = "1"


@dataclass(frozen=True, slots=True)
class _CaseSpeaker:
    """Who says something, and where; nothing is remembered about a new speaker."""

    language: str
    area: str | None = None
    conversation: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass(frozen=True, slots=True)
class AgentReport:
    """The cases of one language, each judged."""

    language: str
    homes: dict[str, int]
    """The homes of the cases, with the number of entities of each."""
    judged: tuple[JudgedCase, ...]

    @property
    def right(self) -> int:
        """Cases with an expected result."""
        return sum(case.right for case in self.judged)

    @property
    def need_model(self) -> tuple[JudgedCase, ...]:
        """Cases that failed only because there is no language model: not mistakes, and not counted."""
        return tuple(case for case in self.judged if case.needs_model)

    @property
    def counted(self) -> tuple[JudgedCase, ...]:
        """The cases that count for accuracy."""
        return tuple(case for case in self.judged if not case.needs_model)

    @property
    def wrong(self) -> tuple[JudgedCase, ...]:
        """Cases with a mistake."""
        return tuple(case for case in self.counted if not case.right)

    @property
    def grammar_shaped(self) -> tuple[JudgedCase, ...]:
        """Commands in the words of the grammar."""
        return tuple(judged for judged in self.judged if GRAMMAR_SHAPED in judged.case.tags)

    @property
    def false_actions(self) -> int:
        """Turns that acted without being asked to, or on another target or on more than was meant."""
        return sum(case.false_actions for case in self.judged)

    @property
    def false_successes(self) -> int:
        """Turns whose reply claims something that was not done."""
        return sum(case.false_successes for case in self.judged)

    @property
    def verdicts(self) -> Iterator[TurnVerdict]:
        """The verdict on every turn."""
        for case in self.judged:
            yield from case.verdicts

    def by_path(self) -> dict[str, tuple[AgentReply, ...]]:
        """Return the replies by what answered them."""
        by_path: dict[str, list[AgentReply]] = {}
        for verdict in self.verdicts:
            by_path.setdefault(verdict.reply.path or "error", []).append(verdict.reply)
        return {path: tuple(replies) for path, replies in sorted(by_path.items())}

    def by_tag(self) -> dict[str, tuple[JudgedCase, ...]]:
        """Return the cases by their tags."""
        by_tag: dict[str, list[JudgedCase]] = {}
        for judged in self.judged:
            for tag in judged.case.tags:
                by_tag.setdefault(tag, []).append(judged)
        return {tag: tuple(cases) for tag, cases in sorted(by_tag.items())}


def percentile(values: Sequence[float], percent: float) -> float | None:
    """Return a percentile of the values by the nearest rank; None if there are no values."""
    if not values:
        return None
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


async def bench_agent(
    folder: Path,
    evaluation: Evaluation,
    settings: Mapping[str, Any],
    *,
    path: ExpectedPath | None = None,
    entities: int = 0,
) -> AgentReport:
    """Send every case to a server started for it, one for each home.

    Args:
        folder: Where the homes are.
        evaluation: The cases of one language.
        settings: Configuration files by name; the home and its language are added to `core`.
        path: Only the cases that this path should answer.
        entities: The number of entities to which every home is filled up.

    Raises:
        InvalidRequest: a home does not exist.
        EngineFailed: the server did not become ready.
    """
    cases = [case for case in evaluation.cases if path is None or case.path is path]
    judged: list[JudgedCase] = []
    homes: dict[str, int] = {}
    for name in dict.fromkeys(case.home for case in cases):
        home = filled(load_home(folder, name), entities)
        homes[name] = len(home.get("entities") or ())
        async with (
            _running(home, evaluation.language, settings) as server,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_REPLY_SECONDS)) as session,
        ):
            # The first request fills caches, also those of a model's server; no figure should include that.
            await _say(session, server, _WARM_UP, _CaseSpeaker(evaluation.language))
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
    """Run a server with a home; its memory is deleted when it stops."""
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
) -> JudgedCase:
    speaker, verdicts = _CaseSpeaker(case.language, case.area), []
    for turn in case.turns:
        reply = await _say(session, server, turn.say, speaker)
        verdict = judge(turn, reply, claims)
        verdicts.append(verdict)
        if not verdict.right:
            break
    return JudgedCase(case, tuple(verdicts), has_model)


async def _say(
    session: aiohttp.ClientSession, server: ServerProcess, text: str, speaker: _CaseSpeaker
) -> AgentReply:
    """Send one sentence and return the reply."""
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
    busy_before, began = busy_milliseconds(server.pid), time.monotonic()
    try:
        async with session.post(f"{server.http}/api/text", json=body) as response:
            answer = await response.json()
            wall = (time.monotonic() - began) * 1000
            if response.status != HTTPStatus.OK:
                return AgentReply(wall_milliseconds=wall, error=f"HTTP {response.status}: {answer}")
    except (aiohttp.ClientError, TimeoutError) as error:
        return AgentReply(error=repr(error))
    busy_after = busy_milliseconds(server.pid)
    spent = None if busy_before is None or busy_after is None else busy_after - busy_before
    return reply_of(answer, wall, spent)


def reply_of(
    answer: Mapping[str, Any], wall_milliseconds: float, processor_milliseconds: float | None = None
) -> AgentReply:
    """Read the JSON of `/api/text`. Its `trace` has tokens and results, if a model answered."""
    trace = answer.get("trace") or {}
    return AgentReply(
        text=answer["text"],
        outcome=answer["outcome"],
        path=answer["path"],
        intents=tuple(ReplyIntent(intent["name"], intent["slots"]) for intent in answer["intents"]),
        succeeded=any(action.get("success") for action in trace.get("actions") or ()),
        agent_milliseconds=answer["timings"].get("agent"),
        wall_milliseconds=wall_milliseconds,
        processor_milliseconds=processor_milliseconds,
        prompt_tokens=trace.get("prompt_tokens") if answer["path"] == _MODEL_PATH else None,
    )
