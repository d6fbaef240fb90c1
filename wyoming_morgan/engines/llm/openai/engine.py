"""Language models behind any OpenAI-compatible server: llama.cpp, vLLM, LM Studio, hosted, Morgan's own."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from wyoming_morgan.engines.clients.openai import sendable
from wyoming_morgan.engines.clients.openai_chat import OpenAiChatOptions, OpenAiChatServer
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.llm import (
    ChatCapabilities,
    ChatEvent,
    ChatRequest,
    Embeddings,
    Message,
    ModelInfo,
)
from wyoming_morgan.engines.llm.calls import function
from wyoming_morgan.engines.llm.openai.reply import Reply, whole
from wyoming_morgan.engines.llm.openai.stream import events
from wyoming_morgan.engines.llm.truncation import TruncationWatch
from wyoming_morgan.errors import InvalidRequest, MorganError, UnknownModel

_LOGGER = logging.getLogger(__name__)

_TEMPLATED = frozenset({"llamacpp", "vllm", "sglang"})
"""What servers that take `chat_template_kwargs` call themselves as owners of their models."""
_CONTEXT_KEYS = ("max_model_len", "context_length", "max_context_length", "context_window")
"""Where vLLM, OpenRouter and Morgan, LM Studio and Groq tell how much context a model has."""
_ANY_OBJECT = {"type": "object"}


class OpenAiChat:
    """The backend. It needs nothing between requests: a server that was away is used when it is back."""

    def __init__(self, options: OpenAiChatOptions, context: EngineContext) -> None:
        del context
        self._options = options
        self._server = OpenAiChatServer(options)
        self._models: tuple[ModelInfo, ...] = ()
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
        """
        answer = await self._server.offers("/models")
        told = answer.get("data") if isinstance(answer, dict) else None
        listed = [each for each in told or () if isinstance(each, dict) and isinstance(each.get("id"), str)]
        self._models = tuple(
            ModelInfo(
                id=each["id"],
                owned_by=str(each.get("owned_by") or ""),
                context_tokens=self._options.context_tokens or _context_tokens(each),
                bytes=whole(_meta(each).get("size")),
            )
            for each in listed
        )
        return self._models

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        """Answer, piece by piece; closing closes the connection.

        Raises:
            MorganError: see `OpenAiChatServer`.
        """
        model = await self._model(request)
        reply = Reply(begins_thinking=self._options.begins_thinking)
        with self._server.failures():
            answer: Any = await self._server.open_stream("/chat/completions", self._fields(model, request))
            try:
                async with aclosing(events(answer.response)) as chunks:
                    async for chunk in chunks:
                        for event in self._read(reply, chunk):
                            yield event
            finally:
                await answer.close()
        for piece in reply.rest():
            yield piece
        end = reply.end(model)
        if end is None:
            raise self._server.nonsense("its answer has no end")
        yield replace(end, truncated=self._cut(model, request, end.prompt_tokens))

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        """Return the embeddings of texts.

        Raises:
            InvalidRequest: no model for it is set.
            MorganError: see `OpenAiChatServer`.
        """
        name = model or self._options.embedding_model
        if name is None:
            raise InvalidRequest(
                f"{self._server.name} has no model for embeddings", hint="set embedding_model in llm.yaml"
            )
        if not texts:
            return Embeddings((), name)
        client = await self._server.client()
        async with self._server.answering():
            answer = await client.embeddings.create(
                input=[sendable(text) for text in texts],
                model=name,
                encoding_format="float",
                extra_headers=self._server.headers,
            )
        entries = sorted(answer.data or (), key=lambda each: each.index)
        if len(entries) != len(texts) or not all(isinstance(each.embedding, list) for each in entries):
            raise self._server.nonsense(f"{len(entries)} vectors for {len(texts)} texts")
        tokens = whole(getattr(answer.usage, "prompt_tokens", None))
        return Embeddings(tuple(tuple(each.embedding) for each in entries), name, tokens)

    def _read(self, reply: Reply, chunk: Mapping[str, Any]) -> list[ChatEvent]:
        if error := chunk.get("error"):
            raise self._server.broken(error)
        try:
            return list(reply.read(chunk))
        except TypeError as error:
            raise self._server.nonsense(str(error)) from error

    async def _model(self, request: ChatRequest) -> str:
        model = request.model or self.capabilities.model
        if not model:
            await self.refresh()
            model = self.capabilities.model
        if not model:
            raise UnknownModel(f"{self._server.name} tells no model", hint="set model in llm.yaml")
        return model

    def _fields(self, model: str, request: ChatRequest) -> dict[str, Any]:
        temperature = request.temperature if request.temperature is not None else self._options.temperature
        fields: dict[str, Any] = {
            "model": model,
            "messages": [_message(message) for message in request.messages],
            "tools": [function(tool) for tool in request.tools] or None,
            "tool_choice": _tool_choice(request),
            "parallel_tool_calls": request.parallel_tool_calls if request.tools else None,
            "temperature": temperature,
            "top_p": request.top_p,
            "max_tokens": request.max_tokens,
            "stop": list(request.stop) or None,
            "seed": request.seed,
            "response_format": _response_format(request.json_schema),
            "stream": True,
            "stream_options": {"include_usage": True} if self._options.usage else None,
            **self._thinking(model, request),
            **self._options.extra,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def _thinking(self, model: str, request: ChatRequest) -> dict[str, Any]:
        way = self._options.thinking
        if way == "auto":
            owner = next((each.owned_by for each in self._models if each.id == model), "")
            way = "template" if owner in _TEMPLATED else "none"
        if way == "template":
            return {"chat_template_kwargs": {"enable_thinking": request.reasoning}}
        return {"reasoning_effort": "medium" if request.reasoning else "none"} if way == "effort" else {}

    def _cut(self, model: str, request: ChatRequest, read: int | None) -> bool:
        context = next((each.context_tokens for each in self._models if each.id == model), None)
        context = context or self._options.context_tokens
        watch = self._watches.setdefault(model, TruncationWatch())
        cut = watch.cut(request, read, context)
        if cut:
            _LOGGER.warning(
                "%s read %s tokens of a prompt that is longer: %s has room for %s",
                self._server.name,
                read,
                model,
                context,
            )
        return cut


def _message(message: Message) -> dict[str, Any]:
    told: dict[str, Any] = {"role": message.role.value, "content": sendable(message.content)}
    if message.tool_calls:
        told["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": sendable(call.arguments)},
            }
            for call in message.tool_calls
        ]
    if message.tool_call_id is not None:
        told["tool_call_id"] = message.tool_call_id
    return told


def _tool_choice(request: ChatRequest) -> str | dict[str, Any] | None:
    choice = request.tool_choice
    if not request.tools or choice is None or choice in {"auto", "none", "required"}:
        return choice if request.tools else None
    return {"type": "function", "function": {"name": choice}}


def _response_format(schema: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if schema is None:
        return None
    if schema == _ANY_OBJECT:
        return {"type": "json_object"}
    return {"type": "json_schema", "json_schema": {"name": "reply", "schema": dict(schema), "strict": True}}


def _context_tokens(model: Mapping[str, Any]) -> int | None:
    """Return how many tokens of context a model has, as `/v1/models` tells it."""
    meta = _meta(model)
    told = [meta.get("n_ctx"), *(model.get(key) for key in _CONTEXT_KEYS), meta.get("n_ctx_train")]
    return next((number for number in map(whole, told) if number), None)


def _meta(model: Mapping[str, Any]) -> Mapping[str, Any]:
    meta = model.get("meta")
    return meta if isinstance(meta, dict) else {}


SPEC = EngineSpec(
    kind=EngineKind.LLM,
    name="openai",
    summary="language models of any OpenAI-compatible server",
    attribution=Attribution("OpenAI", "https://github.com/openai/openai-python"),
    license="Apache-2.0",
    create=OpenAiChat,
    options=OpenAiChatOptions,
    requires=("openai",),
    install="pip install openai",
    remote=True,
    languages="the model's",
    size="none here",
    proven="against llama.cpp's server with a real model, and servers that are cut off, busy and wrong",
)
