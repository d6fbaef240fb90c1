"""`python -m bench.small_model URL` drives the agent with a language model of an OpenAI-compatible server.

Two hundred sentences of people in six languages go over `/api/text` and `/v1/chat/completions` to a Morgan
with a linked home. Every reply is compared with what was done in the home: it prints those that are no
speech, that claim what was not done, or that come with a change that nobody wanted, and a table.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from bench.small_model.home import LinkedHome, linked_home
from bench.small_model.judging import is_claim, oddness, wrongdoing
from bench.small_model.talking import Reply, Sentence, Talk, conversations, languages
from wyoming_morgan.bench.server import running_server

_KEY = "key-of-this-bench"
_SETTLING_SECONDS = 15.0
_TURN_SECONDS = 500.0
_CLAIMS = Path("bench/agent")
_COLUMNS = ("turns", "by the model", "calls", "changes", "no speech", "untrue", "unwanted")


@dataclass(frozen=True, slots=True)
class Judged:
    """One turn and what is wrong with it."""

    language: str
    sentence: Sentence
    reply: Reply
    changes: tuple[str, ...]
    odd: tuple[str, ...]
    untrue: bool
    wrong: tuple[str, ...]

    @property
    def suspicious(self) -> bool:
        """Whether somebody should read it."""
        return bool(self.odd or self.untrue or self.wrong)


async def drive(url: str, model: str, chosen: Sequence[str], limit: int | None) -> list[Judged]:
    """Say everything; return every turn, judged."""
    judged: list[Judged] = []
    with tempfile.TemporaryDirectory(prefix="morgan-bench-data-") as data:
        async with (
            running_server(_settings(url, model, data), services=("core", "llm")) as server,
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=_TURN_SECONDS)) as session,
        ):
            for revision, language in enumerate(chosen, 1):
                async with linked_home(session, server.http, _KEY, language, revision) as home:
                    await asyncio.sleep(_SETTLING_SECONDS)
                    claims = _claims(language)
                    for number, sentences in enumerate(conversations(language)[:limit]):
                        talk = Talk(session, server.http, _KEY, language, over_openai=number % 2 == 1)
                        for sentence in sentences:
                            turn = await _turn(talk, home, sentence, claims)
                            judged.append(turn)
                            _show(turn)
    return judged


async def _turn(talk: Talk, home: LinkedHome, sentence: Sentence, claims: Sequence[str]) -> Judged:
    home.take_changes()
    reply = await talk.say(sentence.text)
    changes = home.take_changes()
    return Judged(
        talk.language,
        sentence,
        reply,
        changes,
        tuple(oddness(reply.text)),
        not changes and is_claim(reply.text, claims, talk.language),
        tuple(wrongdoing(sentence.wanted, changes)),
    )


def _claims(language: str) -> list[str]:
    """Return how replies claim something, by expressions that the agent does not have."""
    document = yaml.safe_load((_CLAIMS / f"{language}.yaml").read_text(encoding="utf-8"))
    return list(document["claims"])


def _settings(url: str, model: str, data: str) -> dict[str, dict[str, Any]]:
    backend = {"engine": "openai", "engines": {"openai": {"base_url": url, "model": model}}}
    return {
        "core": {
            "languages": languages(),
            "data_dir": data,
            "http": {"api_keys": [_KEY], "request_seconds": _TURN_SECONDS},
            "agent": {"deadline": 30, "model": {"deadline": _TURN_SECONDS, "max_tokens": 64, "rounds": 3}},
        },
        "llm": {"backends": {"small": backend}},
    }


def _show(turn: Judged) -> None:
    if turn.suspicious:
        faults = ", ".join((*turn.odd, *(("untrue",) if turn.untrue else ()), *turn.wrong))
        print(f"{turn.language} {turn.sentence.kind}: {turn.sentence.text!r}")
        print(f"   {faults}: {turn.reply.text!r}", flush=True)


def table(judged: Sequence[Judged]) -> str:
    """Return the figures by language."""
    rows = [f"{'':6}" + "".join(f"{name:>14}" for name in _COLUMNS)]
    for language in (*dict.fromkeys(turn.language for turn in judged), "all"):
        turns = [turn for turn in judged if language in {"all", turn.language}]
        figures = (
            len(turns),
            sum(bool(turn.reply.tokens) for turn in turns),
            sum(len(turn.reply.called) for turn in turns),
            sum(len(turn.changes) for turn in turns),
            sum(bool(turn.odd) for turn in turns),
            sum(turn.untrue for turn in turns),
            sum(bool(turn.wrong) for turn in turns),
        )
        rows.append(f"{language:6}" + "".join(f"{figure:14}" for figure in figures))
    asked = [turn.reply for turn in judged if turn.reply.tokens]
    if asked:
        tokens = statistics.median(reply.tokens for reply in asked)
        rows.append(f"tokens of a prompt, p50: {tokens:.0f}")
    called = Counter(name for turn in judged for name in turn.reply.called)
    rows.append("called most: " + ", ".join(f"{name} {count}" for name, count in called.most_common(5)))
    return "\n".join(rows)


def main() -> int:
    """Run; 1 if any reply is suspicious."""
    parser = argparse.ArgumentParser(prog="python -m bench.small_model", description=__doc__)
    parser.add_argument("url", help="OpenAI-compatible base URL, such as http://127.0.0.1:8080/v1")
    parser.add_argument("--model", default="", help="the model's name; by default the server's first")
    parser.add_argument("--language", action="append", choices=languages(), help="only these")
    parser.add_argument("--limit", type=int, help="conversations of each language")
    parser.add_argument("--replies", type=Path, help="write every turn there, one JSON object a line")
    options = parser.parse_args()
    judged = asyncio.run(drive(options.url, options.model, options.language or languages(), options.limit))
    if options.replies:
        lines = (json.dumps(asdict(turn), ensure_ascii=False, default=list) for turn in judged)
        options.replies.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(table(judged))
    return int(any(turn.suspicious for turn in judged))


if __name__ == "__main__":
    sys.exit(main())
