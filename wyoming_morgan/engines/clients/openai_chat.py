"""The connection to an OpenAI-compatible server of language models: options, and failures as ours."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from wyoming_morgan.engines.clients.openai import OpenAiOptions, OpenAiServer
from wyoming_morgan.errors import (
    EngineFailed,
    EngineUnavailable,
    InvalidRequest,
    MorganError,
    TooLarge,
    UnknownModel,
)

if TYPE_CHECKING:
    from openai import AsyncOpenAI, AsyncStream

_TOO_LONG = re.compile(
    r"context_length_exceeded|exceed_context_size|maximum context length|"
    r"exceeds? the (available |model'?s )?(maximum )?context",
    re.IGNORECASE,
)
"""How OpenAI, llama.cpp and vLLM say that a prompt does not fit."""


class OpenAiChatOptions(OpenAiOptions):
    """Where an OpenAI-compatible server of language models is, and how it is asked."""

    model: str | None = Field(
        default=None, description="The model to ask where the client asks for none; unset is the first."
    )
    embedding_model: str | None = Field(
        default=None, description="The model that compares texts; unset makes no embeddings."
    )
    context_tokens: int | None = Field(
        default=None,
        ge=1,
        description="Tokens of a prompt and its reply together, where the server does not tell.",
    )
    temperature: float | None = Field(
        default=None, ge=0, description="How freely a model chooses among words; unset is its own."
    )
    thinking: Literal["auto", "template", "effort", "none"] = Field(
        default="auto",
        description="How the server is told whether a model may reason: `template` sends "
        "`chat_template_kwargs`, which llama.cpp and vLLM take; `effort` sends `reasoning_effort`; `none` "
        "nothing. `auto` is `template` for servers known to take it, else `none`.",
    )
    begins_thinking: bool = Field(
        default=False,
        description="Whether replies begin with what the model reasons and no `<think>` before it, as where "
        "the template has the tag.",
    )
    usage: bool = Field(default=True, description="Whether tokens are asked for, which old servers refuse.")
    extra: dict[str, Any] = Field(
        default={}, description="Further fields of every chat, such as `top_k`, as the server knows them."
    )
    connect_timeout: float = Field(
        default=3.0, gt=0, description="Seconds until a connection stands, or one of those in use is free."
    )
    answer_timeout: float = Field(
        default=60.0, gt=0, description="Seconds until an answer begins, and until each next part of it."
    )
    max_connections: int = Field(
        default=16, ge=1, description="Requests at the same time; more wait for their turn."
    )


class OpenAiChatServer(OpenAiServer):
    """A server of language models. That it cannot be reached is told apart from that it failed."""

    def _import_resources(self, client: AsyncOpenAI) -> None:
        _ = client.embeddings

    @contextmanager
    def failures(self) -> Iterator[None]:
        """Turn what the client raises into Morgan's errors: as ever, and what only streams bring.

        Raises:
            MorganError: as for `OpenAiServer.failures`.
        """
        try:
            with super().failures():
                yield
        except ValueError as error:  # JSON that is none
            raise self.nonsense(str(error)) from error

    async def open_stream(self, path: str, body: dict[str, Any]) -> AsyncStream[Any]:
        """Post a body whose answer is a stream; its `response` is to be read, and it to be closed.

        Raises:
            openai.APIError: as the client raises; see `failures`.
        """
        from openai import AsyncStream

        client = await self.client()
        return await client.post(
            path,
            cast_to=object,
            body=body,
            options={"headers": dict(self.headers)},
            stream=True,
            stream_cls=AsyncStream[Any],
        )

    def broken(self, told: object) -> MorganError:
        """Return the error that an event in a stream tells of."""
        return self._refused(HTTPStatus.INTERNAL_SERVER_ERROR, told)

    def _lost(self, error: BaseException) -> MorganError:
        import httpx2

        lost = super()._lost(error)
        if isinstance(error, (httpx2.ConnectError, httpx2.ConnectTimeout)):
            return EngineUnavailable(lost.message, hint="start it, or correct base_url")
        return lost

    def _refused(self, status: int, body: object) -> MorganError:
        refused = super()._refused(status, body)
        told = body if isinstance(body, dict) else {}
        said = f"{told.get('code')} {told.get('type')} {refused.message}"
        kind: type[MorganError] | None = None
        hint = refused.hint
        if _TOO_LONG.search(said):
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
