"""Says sentences to a Morgan, by turns over `/api/text` and over OpenAI's route."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import aiohttp
import yaml

from bench.small_model.judging import Wanted

SENTENCES = Path(__file__).with_name("sentences.yaml")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One turn: what is said, what it may change, and of which kind it is."""

    text: str
    kind: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Reply:
    """What Morgan answered. `called` are the tools that the model called, where the door tells it."""

    text: str
    path: str = ""
    called: tuple[str, ...] = ()
    tokens: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Talk:
    """One conversation over one door."""

    session: aiohttp.ClientSession
    url: str
    key: str
    language: str
    over_openai: bool
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    async def say(self, text: str) -> Reply:
        """Say something.

        Raises:
            RuntimeError: the server refused.
        """
        path, body = self._request(text)
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {self.key}"}
        async with self.session.post(self.url + path, json=body, headers=headers) as response:
            answer = await response.json()
            if response.status != HTTPStatus.OK:
                raise RuntimeError(f"HTTP {response.status}: {answer}")
        seconds = time.monotonic() - began
        if self.over_openai:
            said = answer["choices"][0]["message"]["content"]
            return Reply(said, "", (), answer["usage"]["prompt_tokens"], seconds)
        trace = answer["trace"]
        called = tuple(str(action["name"]) for action in trace["actions"])
        return Reply(answer["text"], answer["path"], called, trace["prompt_tokens"] or 0, seconds)

    def _request(self, text: str) -> tuple[str, dict[str, Any]]:
        if self.over_openai:
            metadata = {"conversation_id": self.id, "language": self.language}
            messages = [{"role": "user", "content": text}]
            return "/v1/chat/completions", {"model": "morgan", "messages": messages, "metadata": metadata}
        body = {"text": text, "language": self.language, "conversation_id": self.id}
        return "/api/text", {**body, "metadata": {"trace": True}}


def conversations(language: str) -> list[list[Sentence]]:
    """Return the conversations of a language."""
    document: Mapping[str, Mapping[str, list[Any]]] = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    return [
        [_sentence(entry, kind) for entry in (group if isinstance(group, list) else [group])]
        for kind, groups in document[language].items()
        for group in groups
    ]


def languages() -> list[str]:
    """Return the languages that there are sentences in."""
    return list(yaml.safe_load(SENTENCES.read_text(encoding="utf-8")))


def _sentence(entry: str | Mapping[str, Any], kind: str) -> Sentence:
    if isinstance(entry, str):
        return Sentence(entry, kind, Wanted())
    ((text, change),) = entry.items()
    things = change.split() if isinstance(change, str) else []
    must = bool(things) and things[0] == "must"
    return Sentence(text, kind, Wanted(frozenset(things[must:]), must))
