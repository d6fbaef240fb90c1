"""Language models of an Ollama server, through its own API."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from wyoming_morgan.engines.clients.again import answered
from wyoming_morgan.engines.clients.ollama import OllamaClient, OllamaOptions
from wyoming_morgan.engines.clients.remote import count, is_name, sendable, vector
from wyoming_morgan.engines.clients.shapes import error_in, error_words
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.llm import (
    ChatEvent,
    ChatRequest,
    Embeddings,
    ModelInfo,
)
from wyoming_morgan.engines.llm.ollama.body import chat_body
from wyoming_morgan.engines.llm.refusals import TOOLS
from wyoming_morgan.engines.llm.remote_chat import (
    EMBEDDING_BYTES,
    EMBEDDINGS_BYTES,
    MOST_MODELS,
    RemoteChat,
)
from wyoming_morgan.engines.llm.stream import chunks
from wyoming_morgan.errors import EngineUnavailable, InvalidRequest, MorganError, TooLarge
from wyoming_morgan.settings import setting

_LOGGER = logging.getLogger(__name__)

_ASKED_AT_ONCE = 4
_FIRST_WITH_LOG_PROBABILITIES = (0, 12, 11)
"""The version of Ollama, by its release notes; older ones ignore that they are asked for."""


@dataclass(frozen=True, slots=True)
class _ModelDetails:
    """What the server reports of one model; `abilities` is None if it is too old to report them."""

    digest: str
    context_tokens: int | None
    abilities: frozenset[str] | None

    def can(self, ability: str) -> bool | None:
        return None if self.abilities is None else ability in self.abilities


class Ollama(RemoteChat):
    """Implements `ChatModel`. It keeps no state between requests: a server that was down is used again."""

    def __init__(self, options: OllamaOptions, context: EngineContext) -> None:
        del context
        self._options = options
        self._client = OllamaClient(options, f"{setting('llm.backends')}.NAME.engines.ollama")
        super().__init__(
            options,
            self._client,
            no_model_hint="run there: ollama pull qwen3:4b",
            context_hint=f"raise {self._client.errors.option('num_ctx')}",
        )
        self._details: dict[str, _ModelDetails] = {}
        self._version: object = None

    async def refresh(self) -> tuple[ModelInfo, ...]:
        """Ask the server again which models it has.

        Raises:
            EngineUnavailable: the server cannot be reached.
            MorganError: see `OllamaClient.failures`.
        """
        listed = (await self._client.ask("/api/tags")).get("models")
        entries = {
            entry["model"]: entry
            for entry in (listed if isinstance(listed, list) else ())[:MOST_MODELS]
            if isinstance(entry, dict) and is_name(entry.get("model"))
        }
        places = asyncio.Semaphore(_ASKED_AT_ONCE)

        async def ask(name: str, digest: str) -> None:
            async with places:
                await self._learn(name, digest)

        requests = (ask(name, str(entry.get("digest"))) for name, entry in entries.items())
        for failure in await asyncio.gather(*requests, return_exceptions=True):
            if failure is not None:
                raise failure
        self._details = {name: details for name, details in self._details.items() if name in entries}
        reports = await self._reports()
        self._models = tuple(
            ModelInfo(
                id=name,
                owned_by="ollama",
                context_tokens=self._context_tokens(name),
                bytes=count(entry.get("size")),
                tools=self._details[name].can("tools") if name in self._details else None,
                log_probabilities=reports,
            )
            for name, entry in entries.items()
            if name not in self._details or self._details[name].can("completion") is not False
        )
        return self._models

    async def _reports(self) -> bool | None:
        """Whether this version of the server reports log probabilities; None if it is not known."""
        try:
            version = (await self._client.ask("/api/version")).get("version")
        except EngineUnavailable:
            raise
        except MorganError as error:
            _LOGGER.debug("%s", error)
            return None
        if version != self._version:
            self._version = version
            self._reporting.forget()
        numbers = re.match(r"(\d+)\.(\d+)\.(\d+)", str(version))
        # A build from source has the version 0.0.0.
        release = tuple(map(int, numbers.groups())) if numbers else ()
        return release >= _FIRST_WITH_LOG_PROBABILITIES if any(release) else None

    async def _body(self, model: str, request: ChatRequest) -> dict[str, Any]:
        reasoning = await self._reasoning(model, request)
        details = self._details.get(model)
        if any(message.images for message in request.messages) and self._is_blind(model):
            raise InvalidRequest(f"the model {model} cannot see pictures", hint="use one that can")
        if request.tools and details is not None and details.can(TOOLS) is False:
            self._refusals.add(model, TOOLS, why="it cannot call tools")
        return chat_body(self._options, model, self._readable(model, request), reasoning)

    async def _attempt(
        self, model: str, request: ChatRequest, body: dict[str, Any]
    ) -> AsyncGenerator[ChatEvent, None]:
        begun = False
        try:
            async with aclosing(self._reply(model, request, {**body, "truncate": False})) as events:
                async for event in events:
                    begun = True
                    yield event
        except TooLarge as error:
            if begun:
                raise
            _LOGGER.warning("%s; the oldest messages are left out", error)
        else:
            return
        async with aclosing(self._reply(model, request, body, truncated=True)) as events:
            async for event in events:
                yield event

    async def _embed(self, texts: Sequence[str], model: str) -> Embeddings:
        body = {
            "model": model,
            "input": [sendable(text) for text in texts],
            "truncate": False,
            "keep_alive": self._options.keep_alive,
        }
        most_bytes = EMBEDDINGS_BYTES + len(texts) * EMBEDDING_BYTES
        answer = await self._client.ask("/api/embed", body, model=model, most_bytes=most_bytes)
        with self._client.failures(model):
            vectors = tuple(map(vector, answer["embeddings"]))
        return Embeddings(vectors, model, count(answer.get("prompt_eval_count")))

    async def _reply(
        self, model: str, request: ChatRequest, body: dict[str, Any], *, truncated: bool = False
    ) -> AsyncGenerator[ChatEvent, None]:
        reply = self._reply_of(model, request)
        async with (
            self._client.answering("/api/chat", body, model=model) as pieces,
            aclosing(chunks(pieces)) as received,
        ):
            from ollama import ResponseError  # large: not before it was imported in a thread

            async for chunk in received:
                if (error := error_in(chunk)) is not None:
                    raise ResponseError(error_words(error) or "an error without words")
                for event in reply.read(chunk):
                    yield event
                if reply.done:
                    break
        for event in reply.rest():
            yield event
        end = self._end_of(model, reply)
        cut = self._truncated(model, request, end.prompt_tokens, self._context_tokens(model))
        yield replace(end, truncated=truncated or cut)

    async def _reasoning(self, model: str, request: ChatRequest) -> bool | str | None:
        """Return the field `think` of the request; None if the model would refuse it."""
        if model not in self._details:
            await self._learn(model, "")
        details = self._details.get(model)
        if details is None or not details.can("thinking"):
            return None
        option = self._options.reasoning
        if isinstance(option, str):
            # Such a model takes levels, and the client may name one.
            effort = request.reasoning_effort
            level = effort if effort in {"low", "medium", "high"} else option
            return level if request.reasoning else False
        return option or request.reasoning

    def _is_blind(self, model: str) -> bool:
        details = self._details.get(model)
        return details is not None and details.can("vision") is False

    async def _learn(self, name: str, digest: str) -> None:
        """Ask for the details of a model, unless they are known for this version of it."""
        details = self._details.get(name)
        if details is not None and details.digest == digest:
            return
        self._refusals.forget(name)
        try:
            answer = await answered(lambda: self._client.ask("/api/show", {"model": name}, model=name))
        except EngineUnavailable:
            raise
        except MorganError as error:
            _LOGGER.debug("%s", error)  # a chat with it reports the same
            return
        self._details[name] = _details(digest, answer)

    def _context_tokens(self, model: str) -> int:
        details = self._details.get(model)
        longest = details.context_tokens if details else None
        return min(self._options.num_ctx, longest) if longest else self._options.num_ctx


def _details(digest: str, answer: Mapping[str, Any]) -> _ModelDetails:
    info, abilities = answer.get("model_info"), answer.get("capabilities")
    lengths = [
        length
        for key, value in (info if isinstance(info, dict) else {}).items()
        if key.endswith(".context_length") and (length := count(value))
    ]
    named = frozenset(filter(is_name, abilities)) if isinstance(abilities, list) else None
    return _ModelDetails(digest, lengths[0] if lengths else None, named)


SPEC = EngineSpec(
    kind=EngineKind.LLM,
    name="ollama",
    summary="language models of an Ollama server",
    attribution=Attribution("Ollama", "https://github.com/ollama/ollama-python"),
    license="MIT",
    create=Ollama,
    options=OllamaOptions,
    requires=("ollama",),
    install="pip install ollama",
    remote=True,
    languages="the model's",
    size="none here",
    proven="against a fake of its API, and a real server if one answers",
)
