"""The client of an OpenAI-compatible server of language models: options, streams, and its errors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import Field

from wyoming_morgan.engines.clients.openai import OpenAiClient, OpenAiOptions
from wyoming_morgan.engines.clients.remote import AnswerTimeout, ConnectTimeout, MaxConnections, RemoteErrors
from wyoming_morgan.errors import (
    EngineFailed,
    EngineUnavailable,
    InvalidRequest,
    MorganError,
    TooLarge,
    UnknownModel,
)
from wyoming_morgan.settings import RenamedKey

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream

_TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum context length|"
    r"exceeds? the (available |model'?s )?(maximum )?context",
    re.IGNORECASE,
)
"""How OpenAI, llama.cpp and vLLM report that a prompt does not fit."""


class OpenAiChatOptions(OpenAiOptions):
    """Where an OpenAI-compatible server of language models is, and how to ask it."""

    renamed_keys: ClassVar[tuple[RenamedKey, ...]] = (
        RenamedKey("thinking", "reasoning"),
        RenamedKey("begins_thinking", "begins_with_reasoning"),
    )

    model: str | None = None
    """The default model; unset is the server's first."""
    embedding_model: str | None = None
    """The model that compares texts; unset makes no embeddings."""
    context_tokens: int | None = Field(default=None, ge=1)
    """Tokens of a prompt and its reply together, if the server does not report them."""
    temperature: float | None = Field(default=None, ge=0)
    """The sampling temperature; unset is the model's own."""
    reasoning: Literal["auto", "template", "effort", "none"] = "auto"
    """How to tell the server whether a model may reason: `template` sends `chat_template_kwargs`, which
    llama.cpp and vLLM accept; `effort` sends `reasoning_effort`; `none` sends nothing. `auto` is `template`
    for servers known to accept it, else `none`."""
    begins_with_reasoning: bool = False
    """Whether replies begin with reasoning and no `<think>` before it, as where the template has the tag."""
    log_probabilities: bool | None = None
    """Whether the server reports log probabilities. Unset is what is known of llama.cpp, vLLM, SGLang and
    Morgan, what OpenRouter tells, and of others what their models have shown since Morgan started."""
    usage: bool = True
    """Whether to request token counts, which old servers refuse."""
    extra: dict[str, Any] = Field(default={})
    """Further fields of every chat, such as `top_k`, as the server names them."""
    connect_timeout: ConnectTimeout = 3.0
    answer_timeout: AnswerTimeout = 60.0
    max_connections: MaxConnections = 16


class OpenAiChatClient(OpenAiClient):
    """The client of a server of language models. A server that cannot be reached is `EngineUnavailable`."""

    def _errors(self, settings: str) -> RemoteErrors:
        errors = super()._errors(settings)
        hint = f"start it, or correct {errors.option('base_url')}"
        return replace(errors, unreachable_kind=EngineUnavailable, start_hint=hint)

    def _import_resources(self, client: AsyncOpenAI) -> None:
        _ = client.embeddings

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Convert the exceptions of the official client, and of reading a stream, into Morgan's errors.

        Raises:
            MorganError: as for `OpenAiClient.failures`.
        """
        try:
            with super().failures():
                yield
        except ValueError as error:  # malformed JSON
            raise self.errors.invalid_response(str(error)) from error

    async def open_stream(self, path: str, body: dict[str, Any]) -> AsyncStream[Any]:
        """Post a body whose answer is a stream: the caller reads its `response`, and closes it.

        Raises:
            openai.APIError: see `failures`.
        """
        from openai import AsyncStream

        library = await self.library()
        return await library.post(
            path,
            cast_to=object,
            body=body,
            options={"headers": dict(self.headers)},
            stream=True,
            stream_cls=AsyncStream[Any],
        )

    def stream_error(self, body: object) -> MorganError:
        """Return the error that an event of a stream reports."""
        return self._refused(HTTPStatus.INTERNAL_SERVER_ERROR, body)

    def _refused(self, status: int, body: object) -> MorganError:
        refused = super()._refused(status, body)
        fields = body if isinstance(body, dict) else {}
        description = f"{fields.get('code')} {fields.get('type')} {refused.message}"
        kind: type[MorganError] | None = None
        hint = refused.hint
        if _TOO_LONG.search(description):
            kind, hint = TooLarge, "send less, or give the model more context"
        elif status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
            kind = EngineUnavailable
        elif status == HTTPStatus.NOT_FOUND:
            kind = UnknownModel
        elif type(refused) is EngineFailed and status in {
            HTTPStatus.BAD_REQUEST,
            HTTPStatus.UNPROCESSABLE_ENTITY,
        }:
            kind = InvalidRequest
        return refused if kind is None else kind(refused.message, hint=hint)
