"""Language models behind an Ollama server, through its own API."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.engines.clients.ollama import OllamaOptions, OllamaServer
from wyoming_morgan.engines.clients.openai import sendable
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
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
)
from wyoming_morgan.engines.llm.calls import mint_id
from wyoming_morgan.engines.llm.ollama.body import chat_body
from wyoming_morgan.engines.llm.reasoning import ReasoningSplitter
from wyoming_morgan.engines.llm.truncation import TruncationWatch
from wyoming_morgan.errors import EngineUnavailable, InvalidRequest, MorganError, TooLarge, UnknownModel

_LOGGER = logging.getLogger(__name__)

_ASKED_AT_ONCE = 4
_REASONS = {"stop": EndReason.STOP, "length": EndReason.LENGTH}


@dataclass(frozen=True, slots=True)
class _Known:
    """What the server tells of one model; `abilities` is None where it is too old to tell."""

    digest: str
    context_tokens: int | None
    abilities: frozenset[str] | None

    def can(self, ability: str) -> bool | None:
        return None if self.abilities is None else ability in self.abilities


class Ollama:
    """The backend. It needs nothing between requests: a server that was away is used when it is back."""

    def __init__(self, options: OllamaOptions, context: EngineContext) -> None:
        del context
        self._options = options
        self._server = OllamaServer(options)
        self._models: tuple[ModelInfo, ...] = ()
        self._known: dict[str, _Known] = {}
        self._watches: dict[str, TruncationWatch] = {}
        self._loaded = False

    @property
    def capabilities(self) -> ChatCapabilities:
        """What it can do, by what the server told last."""
        first = self._models[0].id if self._models else ""
        return ChatCapabilities(
            model=self._options.model or first,
            models=self._models,
            embedding_model=self._options.embedding_model,
        )

    async def load(self) -> None:
        """Ask what the server has; one that is away is asked later."""
        if self._loaded:
            return
        try:
            await self.refresh()
        except MorganError as error:
            _LOGGER.warning("%s", error)
        self._loaded = True

    async def close(self) -> None:
        """Close the connections."""
        self._loaded = False
        await self._server.close()

    async def refresh(self) -> tuple[ModelInfo, ...]:
        """Ask the server anew which models it has.

        Raises:
            EngineUnavailable: it cannot be reached.
            MorganError: see `OllamaServer.failures`.
        """
        client = await self._server.client()
        with self._server.failures():
            listed = (await client.list()).models
        names = {each.model: each for each in listed if each.model}
        turns = asyncio.Semaphore(_ASKED_AT_ONCE)

        async def ask(name: str, digest: str) -> None:
            async with turns:
                await self._learn(name, digest)

        asked = (ask(name, each.digest or "") for name, each in names.items())
        for failure in await asyncio.gather(*asked, return_exceptions=True):
            if failure is not None:
                raise failure
        self._known = {name: known for name, known in self._known.items() if name in names}
        self._models = tuple(
            ModelInfo(
                id=name,
                owned_by="ollama",
                context_tokens=self._context_tokens(name),
                bytes=int(each.size) if each.size is not None else None,
                tools=self._known[name].can("tools") if name in self._known else None,
            )
            for name, each in names.items()
            if name not in self._known or self._known[name].can("completion") is not False
        )
        return self._models

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        """Answer, piece by piece; closing closes the connection, and Ollama stops to work.

        Raises:
            MorganError: see `OllamaServer.failures`.
        """
        model = request.model or self.capabilities.model
        if not model:
            await self.refresh()
            model = self.capabilities.model
        if not model:
            raise UnknownModel(f"{self._server.name} has no model", hint="run there: ollama pull qwen3:4b")
        thinking = await self._thinking(model, request)
        body = chat_body(self._options, model, request, thinking)
        begun = False
        try:
            async with aclosing(self._answer(model, request, {**body, "truncate": False})) as events:
                async for event in events:
                    begun = True
                    yield event
        except TooLarge as error:
            if begun:
                raise
            _LOGGER.warning("%s; the oldest messages are left out", error)
        else:
            return
        async with aclosing(self._answer(model, request, body, cut=True)) as events:
            async for event in events:
                yield event

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        """Return the embeddings of texts. A text that is too long is refused, not cut.

        Raises:
            InvalidRequest: no model for it is set.
            MorganError: see `OllamaServer.failures`.
        """
        name = model or self._options.embedding_model
        if name is None:
            raise InvalidRequest(
                f"{self._server.name} has no model for embeddings", hint="set embedding_model in llm.yaml"
            )
        if not texts:
            return Embeddings((), name)
        client = await self._server.client()
        with self._server.failures(name):
            async with asyncio.timeout(self._options.answer_timeout):
                answer = await client.embed(
                    name,
                    [sendable(text) for text in texts],
                    truncate=False,
                    keep_alive=self._options.keep_alive,
                )
        if len(answer.embeddings) != len(texts):
            raise self._server.nonsense(f"{len(answer.embeddings)} vectors for {len(texts)} texts")
        return Embeddings(tuple(tuple(each) for each in answer.embeddings), name, answer.prompt_eval_count)

    async def _answer(
        self, model: str, request: ChatRequest, body: dict[str, Any], *, cut: bool = False
    ) -> AsyncGenerator[ChatEvent, None]:
        from ollama import ChatResponse

        client = await self._server.client()
        splitter = ReasoningSplitter()
        calls = 0
        last: ChatResponse | None = None
        with self._server.failures(model):
            # Its `chat` drops most of a tool's schema, and has no `truncate`.
            ask: Any = client._request  # noqa: SLF001 - as said
            answer: AsyncGenerator[ChatResponse, None] = await ask(
                ChatResponse, "POST", "/api/chat", json=body, stream=True
            )
            async with aclosing(answer):
                async for part in answer:
                    if part.message.thinking:
                        yield ReasoningPiece(part.message.thinking)
                    for piece in splitter.feed(part.message.content or ""):
                        yield piece
                    for call in part.message.tool_calls or ():
                        arguments = json.dumps(call.function.arguments, ensure_ascii=False)
                        yield CallPiece(calls, mint_id(), call.function.name, arguments)
                        calls += 1
                    if part.done:
                        last = part
                        break
        for piece in splitter.end():
            yield piece
        if last is None:
            raise self._server.nonsense("its answer has no end")
        yield self._end(model, request, last, calls=calls, cut=cut)

    def _end(self, model: str, request: ChatRequest, last: Any, *, calls: int, cut: bool) -> ChatEnd:
        read, context = last.prompt_eval_count, self._context_tokens(model)
        watch = self._watches.setdefault(model, TruncationWatch())
        if not cut and watch.cut(request, read, context):
            cut = True
            _LOGGER.warning(
                "%s read %s tokens of a prompt that is longer: %s has room for %s (raise num_ctx)",
                self._server.name,
                read,
                model,
                context,
            )
        reason = _REASONS.get(last.done_reason or "", EndReason.STOP)
        return ChatEnd(
            reason=EndReason.TOOL_CALLS if calls else reason,
            model=last.model or model,
            prompt_tokens=read,
            completion_tokens=last.eval_count,
            truncated=cut,
        )

    async def _thinking(self, model: str, request: ChatRequest) -> bool | str | None:
        """Return what to tell the model about reasoning; None says nothing, since it would be refused."""
        if model not in self._known:
            await self._learn(model, "")
        known = self._known.get(model)
        if known is None or not known.can("thinking"):
            return None
        wanted = self._options.reasoning
        if isinstance(wanted, str):
            return wanted if request.reasoning else False
        return wanted or request.reasoning

    async def _learn(self, name: str, digest: str) -> None:
        """Ask what a model can do, unless that is known of this version of it."""
        known = self._known.get(name)
        if known is not None and known.digest == digest:
            return
        client = await self._server.client()
        try:
            with self._server.failures(name):
                told = await client.show(name)
        except EngineUnavailable:
            raise
        except MorganError as error:
            _LOGGER.debug("%s", error)  # a chat with it says so
            return
        lengths = [
            int(value)
            for key, value in (told.modelinfo or {}).items()
            if key.endswith(".context_length") and isinstance(value, (int, float))
        ]
        abilities = frozenset(told.capabilities) if told.capabilities is not None else None
        self._known[name] = _Known(digest, lengths[0] if lengths else None, abilities)

    def _context_tokens(self, model: str) -> int:
        known = self._known.get(model)
        longest = known.context_tokens if known else None
        return min(self._options.num_ctx, longest) if longest else self._options.num_ctx


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
    proven="against a stand-in of its API, and a real server where one answers",
)
