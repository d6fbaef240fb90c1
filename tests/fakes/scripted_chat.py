"""A language model that plays what a test has written, and records what it was sent."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatCapabilities,
    ChatEnd,
    ChatEvent,
    ChatRequest,
    Embeddings,
    EndReason,
    ModelInfo,
    ReasoningPiece,
    TextPiece,
)
from wyoming_morgan.errors import EngineFailed, InvalidRequest, MorganError, UnknownModel

MODEL = "scripted"
Script = Sequence["ChatEvent | MorganError | float"]
"""What a reply is made of, in order: events; an error, which is raised; seconds to wait."""


def says(*pieces: str, reasoning: str = "", truncated: bool = False) -> list[ChatEvent]:
    """Return a reply of text, in these pieces; `reasoning` comes before it."""
    first: list[ChatEvent] = [ReasoningPiece(reasoning)] if reasoning else []
    return [
        *first,
        *(TextPiece(piece) for piece in pieces),
        _end(EndReason.STOP, pieces, truncated=truncated),
    ]


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call to be played. `arguments` are an object, or text as a careless model would write it.

    `pieces` is in how many pieces the arguments come.
    """

    name: str
    arguments: Mapping[str, Any] | str = ""
    id: str = ""
    pieces: int = 1


def calls(*wanted: Call, text: str = "") -> list[ChatEvent]:
    """Return a reply that calls tools, after a text if there is one. Ids are minted where none is given."""
    events: list[ChatEvent] = [TextPiece(text)] if text else []
    for index, call in enumerate(wanted):
        arguments = call.arguments if isinstance(call.arguments, str) else json.dumps(call.arguments)
        size = -(-len(arguments) // call.pieces) or 1
        cut = [arguments[start : start + size] for start in range(0, len(arguments), size)] or [""]
        identity = call.id or f"call_{index}"
        events.append(CallPiece(index, id=identity, name=call.name, arguments=cut[0]))
        events += [CallPiece(index, arguments=piece) for piece in cut[1:]]
    return [*events, _end(EndReason.TOOL_CALLS, [text])]


def _end(reason: EndReason, pieces: Sequence[str], *, truncated: bool = False) -> ChatEnd:
    words = sum(len(piece.split()) for piece in pieces)
    return ChatEnd(reason, MODEL, prompt_tokens=10, completion_tokens=words, truncated=truncated)


class ScriptedChat:
    """Fulfils `ChatModel` and `LanguageModels`: the n-th chat plays the n-th script.

    `script` is a list of replies, each of `says`, `calls` or events by hand; or a function from the request
    to a reply. With `repeat` the last reply is played again when there is no further one; else the chat
    fails, so that a test sees a round too many. `requests` are all that came in, `cancelled` counts those
    given up.
    """

    def __init__(
        self,
        script: Sequence[Script] | Callable[[ChatRequest], Script] = (),
        *,
        repeat: bool = False,
        models: tuple[ModelInfo, ...] = (ModelInfo(MODEL, "tests", context_tokens=8192, tools=True),),
        embedding_model: str | None = None,
    ) -> None:
        self.script = script
        self.repeat = repeat
        self.requests: list[ChatRequest] = []
        self.embedded: list[tuple[str, ...]] = []
        self.finished = 0
        self.cancelled = 0
        self.loaded = False
        self.away: MorganError | None = None
        """What everything raises, while it is set: a server that is away."""
        self.models = models
        self.current = models[0].id if models else ""
        self._embedding_model = embedding_model

    @property
    def capabilities(self) -> ChatCapabilities:
        return ChatCapabilities(
            model=self.current, models=self.models, embedding_model=self._embedding_model, version="0"
        )

    async def load(self) -> None:
        self.loaded = True

    async def close(self) -> None:
        self.loaded = False

    async def refresh(self) -> tuple[ModelInfo, ...]:
        if self.away is not None:
            raise self.away
        return self.models

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        self.requests.append(request)
        ended = False
        try:
            if self.away is not None:
                raise self.away
            for step in self._reply(request):
                if isinstance(step, (int, float)):
                    await asyncio.sleep(step)
                elif isinstance(step, MorganError):
                    raise step
                else:
                    ended = isinstance(step, ChatEnd)
                    self.finished += ended
                    yield step
        except (asyncio.CancelledError, GeneratorExit):
            self.cancelled += not ended
            raise

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        if self.away is not None:
            raise self.away
        if self._embedding_model is None:
            raise InvalidRequest("it makes no embeddings")
        self.embedded.append(tuple(texts))
        return Embeddings(
            tuple(vector_of(text) for text in texts), model or self._embedding_model, len(texts)
        )

    def context_tokens(self, model: str | None = None) -> int | None:
        name = model or self.current
        return next((listed.context_tokens for listed in self.models if listed.id == name), None)

    async def switch(self, model: str) -> str:
        if model not in [listed.id for listed in self.models]:
            raise UnknownModel(f"there is no model {model!r}")
        self.current = model
        return model

    def _reply(self, request: ChatRequest) -> Script:
        if callable(self.script):
            return self.script(request)
        number = len(self.requests) - 1
        if number < len(self.script):
            return self.script[number]
        if self.repeat and self.script:
            return self.script[-1]
        raise EngineFailed(f"the script has {len(self.script)} replies, and another was asked for")


def vector_of(text: str) -> tuple[float, ...]:
    """Return a text's vector: how often each letter stands in it, of length one; alike texts are near."""
    counts = [float(text.casefold().count(letter)) for letter in "abcdefghijklmnopqrstuvwxyz"]
    length = sum(count * count for count in counts) ** 0.5 or 1.0
    return tuple(count / length for count in counts)
