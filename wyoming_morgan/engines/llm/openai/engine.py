"""Language models of any OpenAI-compatible server: llama.cpp, vLLM, LM Studio, hosted, or another Morgan."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from pydantic_core import from_json

from wyoming_morgan.engines.clients.openai_chat import OpenAiChatClient, OpenAiChatOptions
from wyoming_morgan.engines.clients.remote import count, is_name, sendable, vector, whole
from wyoming_morgan.engines.clients.shapes import error_in
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.llm import (
    ChatEvent,
    ChatRequest,
    Embeddings,
    Message,
    ModelInfo,
)
from wyoming_morgan.engines.llm.calls import function
from wyoming_morgan.engines.llm.remote_chat import (
    EMBEDDING_BYTES,
    EMBEDDINGS_BYTES,
    MOST_MODELS,
    RemoteChat,
)
from wyoming_morgan.engines.llm.stream import chunks
from wyoming_morgan.settings import setting

_TEMPLATED = frozenset({"llamacpp", "vllm", "sglang"})
"""The `owned_by` of servers that accept `chat_template_kwargs`, and that report log probabilities."""
_CONTEXT_KEYS = ("max_model_len", "context_length", "max_context_length", "context_window")
"""Where vLLM, OpenRouter and Morgan, LM Studio and Groq report a model's context."""
_ANY_OBJECT = {"type": "object"}
_TEMPLATE_FIELD = "chat_template_kwargs"


class OpenAiChat(RemoteChat):
    """Implements `ChatModel`. It keeps no state between requests: a server that was down is used again."""

    def __init__(self, options: OpenAiChatOptions, context: EngineContext) -> None:
        del context
        self._options = options
        self._client = OpenAiChatClient(options, f"{setting('llm.backends')}.NAME.engines.openai")
        super().__init__(options, self._client, no_model_hint=f"set {self._client.errors.option('model')}")

    async def refresh(self) -> tuple[ModelInfo, ...]:
        """Ask the server again which models it has.

        Raises:
            EngineUnavailable: the server cannot be reached.
        """
        answer = await self._client.get_json("/models")
        data = answer.get("data") if isinstance(answer, dict) else None
        listed = data if isinstance(data, list) else []
        entries = [entry for entry in listed if isinstance(entry, dict) and is_name(entry.get("id"))]
        self._models = tuple(
            ModelInfo(
                id=entry["id"],
                owned_by=owner if is_name(owner := entry.get("owned_by")) else "",
                context_tokens=self._options.context_tokens or _context_tokens(entry),
                bytes=count(_meta(entry).get("size")),
                log_probabilities=self._reports(entry),
            )
            for entry in entries[:MOST_MODELS]
        )
        return self._models

    def _reports(self, entry: Mapping[str, Any]) -> bool | None:
        """Whether a listed model reports log probabilities, as Morgan and OpenRouter say of theirs."""
        if self._options.log_probabilities is not None:
            return self._options.log_probabilities
        if isinstance(report := entry.get("logprobs"), bool):
            return report
        if isinstance(parameters := entry.get("supported_parameters"), list):
            return "logprobs" in parameters
        return True if is_name(owner := entry.get("owned_by")) and owner in _TEMPLATED else None

    async def _body(self, model: str, request: ChatRequest) -> dict[str, Any]:
        return self._fields(model, self._readable(model, request))

    async def _attempt(
        self, model: str, request: ChatRequest, body: dict[str, Any]
    ) -> AsyncGenerator[ChatEvent, None]:
        reply = self._reply_of(model, request, begins_with_reasoning=self._options.begins_with_reasoning)
        await self._client.library()  # imported in a thread, before anything else imports it
        with self._client.failures():
            answer: Any = await self._client.open_stream("/chat/completions", body)
            try:
                async with aclosing(chunks(answer.response.aiter_bytes())) as received:
                    async for chunk in received:
                        if (error := error_in(chunk)) is not None:
                            raise self._client.stream_error(error)
                        for event in reply.read(chunk):
                            yield event
            finally:
                await answer.close()
        for piece in reply.rest():
            yield piece
        end = self._end_of(model, reply)
        context_tokens = self._context_tokens(model)
        yield replace(end, truncated=self._truncated(model, request, end.prompt_tokens, context_tokens))

    async def _embed(self, texts: Sequence[str], model: str) -> Embeddings:
        library = await self._client.library()
        request = library.embeddings.with_streaming_response.create(
            input=[sendable(text) for text in texts],
            model=model,
            encoding_format="float",
            extra_headers=self._client.headers,
        )
        async with self._client.answering(), request as response:
            body = await whole(
                response.iter_bytes(), most_bytes=EMBEDDINGS_BYTES + len(texts) * EMBEDDING_BYTES
            )
            answer = from_json(body)
            entries = sorted(answer["data"] or (), key=lambda entry: entry.get("index") or 0)
            vectors = tuple(vector(entry["embedding"]) for entry in entries)
            tokens = count((answer.get("usage") or {}).get("prompt_tokens"))
        return Embeddings(vectors, model, tokens)

    def _fields(self, model: str, request: ChatRequest) -> dict[str, Any]:
        temperature = request.temperature if request.temperature is not None else self._options.temperature
        fields: dict[str, Any] = {
            **request.further,
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
            "response_format": _response_format(request),
            "logprobs": True if request.log_probabilities is not None else None,
            "top_logprobs": request.log_probabilities or None,
            "stream": True,
            "stream_options": {"include_usage": True} if self._options.usage else None,
            **self._reasoning(model, request),
            **self._options.extra,
        }
        return {name: value for name, value in fields.items() if value is not None}

    def _reasoning(self, model: str, request: ChatRequest) -> dict[str, Any]:
        """Return the fields about reasoning; what the client says counts most."""
        field, effort = self._options.reasoning, request.reasoning_effort
        fields: dict[str, Any] = {} if effort is None or field == "none" else {"reasoning_effort": effort}
        if field == "auto":
            owner = next((entry.owned_by for entry in self._models if entry.id == model), "")
            field = "template" if owner in _TEMPLATED else "none"
        if field == "template":
            of_client = request.further.get(_TEMPLATE_FIELD)
            arguments = of_client if isinstance(of_client, Mapping) else {}
            fields[_TEMPLATE_FIELD] = {"enable_thinking": request.reasoning, **arguments}
        elif field == "effort":
            fields.setdefault("reasoning_effort", "medium" if request.reasoning else "none")
        return fields

    def _context_tokens(self, model: str) -> int | None:
        reported = next((entry.context_tokens for entry in self._models if entry.id == model), None)
        return reported or self._options.context_tokens


def _message(message: Message) -> dict[str, Any]:
    fields: dict[str, Any] = {"role": message.role.value, "content": _content(message)}
    if message.name:
        fields["name"] = message.name
    if message.tool_calls:
        fields["tool_calls"] = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.name, "arguments": sendable(call.arguments)},
            }
            for call in message.tool_calls
        ]
    if message.reasoning:
        fields["reasoning_content"] = sendable(message.reasoning)
    if message.tool_call_id is not None:
        fields["tool_call_id"] = message.tool_call_id
    return fields


def _content(message: Message) -> str | list[dict[str, Any]]:
    text = sendable(message.content)
    if not message.images:
        return text
    urls = [f"data:{image.media_type};base64,{image.data}" for image in message.images]
    return [
        {"type": "text", "text": text},
        *({"type": "image_url", "image_url": {"url": url}} for url in urls),
    ]


def _tool_choice(request: ChatRequest) -> str | dict[str, Any] | None:
    choice = request.tool_choice
    if not request.tools or choice is None or choice in {"auto", "none", "required"}:
        return choice if request.tools else None
    return {"type": "function", "function": {"name": choice}}


def _response_format(request: ChatRequest) -> dict[str, Any] | None:
    schema = request.json_schema
    if schema is None:
        return None
    if schema == _ANY_OBJECT:
        return {"type": "json_object"}
    named = {"name": request.schema_name, "schema": dict(schema), "strict": request.schema_is_strict}
    return {"type": "json_schema", "json_schema": named}


def _context_tokens(model: Mapping[str, Any]) -> int | None:
    """Return the tokens of a model's context, as `/v1/models` reports them."""
    meta = _meta(model)
    values = [meta.get("n_ctx"), *(model.get(key) for key in _CONTEXT_KEYS), meta.get("n_ctx_train")]
    return next((number for number in map(count, values) if number), None)


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
