"""What the language model engines share: models of another server, loading, and embeddings."""

from __future__ import annotations

import logging
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Protocol

from wyoming_morgan.engines.clients.again import answered, note_again
from wyoming_morgan.engines.clients.remote import ConnectionRefused, RemoteErrors
from wyoming_morgan.engines.contract.llm import (
    ChatCapabilities,
    ChatEnd,
    ChatEvent,
    ChatRequest,
    Embeddings,
    ModelInfo,
)
from wyoming_morgan.engines.llm.likelihoods import Reporting
from wyoming_morgan.engines.llm.refusals import MOST_TRIES, Refusals, is_by_chance, plain_messages
from wyoming_morgan.engines.llm.reply import Reply
from wyoming_morgan.engines.llm.truncation import TruncationWatch
from wyoming_morgan.errors import InvalidRequest, MorganError, UnknownModel

_LOGGER = logging.getLogger(__name__)

_MOST_MORE_TRIES = 8
"""Further requests of one turn where the client has fields of its own."""
_EMBEDS = re.compile(r"embed|\bbge-|\be5-|rerank", re.IGNORECASE)
"""How models for embeddings are called."""
EMBEDDINGS_BYTES, EMBEDDING_BYTES = 64 * 1024, 256 * 1024
"""Bytes of an answer with embeddings: in all, and for each text. There are thousands of numbers."""
MOST_MODELS = 2_000
"""Models of a server that are listed."""


class ChatOptions(Protocol):
    """The options that every language model engine has."""

    @property
    def model(self) -> str | None:
        """The default model; None is the server's first."""

    @property
    def embedding_model(self) -> str | None:
        """The model for embeddings; None makes none."""


class ChatClient(Protocol):
    """The client of a server of language models."""

    errors: RemoteErrors

    async def close(self) -> None:
        """Close every connection; the next request opens one again."""


class RemoteChat(ABC):
    """A language model engine whose models run on another server. It loads even if the server is down."""

    def __init__(
        self, options: ChatOptions, client: ChatClient, *, no_model_hint: str, context_hint: str = ""
    ) -> None:
        self._defaults = options
        self._connection = client
        self._errors = client.errors
        self._no_model_hint = no_model_hint
        self._context_hint = context_hint
        self._models: tuple[ModelInfo, ...] = ()
        self._truncation: dict[str, TruncationWatch] = {}
        self._refusals = Refusals(client.errors.name)
        self._reporting = Reporting(client.errors.name, self._refusals)
        self._unopened: set[str] = set()
        """Models that close reasoning without having opened it, because their template does."""
        self._loaded = False

    @property
    def capabilities(self) -> ChatCapabilities:
        """Its capabilities, by the server's last list of models."""
        first = self._models[0].id if self._models else ""
        return ChatCapabilities(
            model=self._defaults.model or first,
            models=tuple(map(self._as_listed, self._reporting.as_shown(self._models))),
            embedding_model=self._defaults.embedding_model,
        )

    def _as_listed(self, model: ModelInfo) -> ModelInfo:
        """Return a model, and whether it only makes embeddings: by the settings, else by its name."""
        is_for_chats = model.id == self._defaults.model
        is_for_embeddings = model.id == self._defaults.embedding_model or bool(_EMBEDS.search(model.id))
        return replace(model, only_embeds=True) if is_for_embeddings and not is_for_chats else model

    async def load(self) -> None:
        """Ask the server for its models; one that is down is asked again later."""
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
        await self._connection.close()

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        """Yield the reply piece by piece; closing closes the connection, and the server stops.

        What the model or the server refuses is left out, in this request and in all that follow. A request
        that has reached the server is not repeated if the connection breaks: it may have acted.

        Raises:
            MorganError: as the client converts the server's failures.
        """
        model = await self._model_of(request)
        most_tries = MOST_TRIES + min(len(request.further), _MOST_MORE_TRIES)
        for attempt in range(1, most_tries + 1):
            begun = False
            if request.log_probabilities is not None:
                self._reporting.check(model, self._models)
            body = self._refusals.fitting(model, await self._body(model, request))
            try:
                async with aclosing(self._checked(model, request, body)) as events:
                    async for event in events:
                        begun = True
                        yield event
            except MorganError as error:
                refused = isinstance(error, ConnectionRefused)
                again = attempt == 1 and (refused or is_by_chance(error))
                if begun or attempt == most_tries or not (again or self._refusals.learn(model, body, error)):
                    raise
                if refused:
                    note_again(error)
            else:
                return

    def _checked(
        self, model: str, request: ChatRequest, body: dict[str, Any]
    ) -> AsyncGenerator[ChatEvent, None]:
        events = self._attempt(model, request, body)
        return events if request.log_probabilities is None else self._reporting.checked(model, events)

    @abstractmethod
    async def _body(self, model: str, request: ChatRequest) -> dict[str, Any]:
        """Return the body of a request, with all that is wanted."""

    @abstractmethod
    def _attempt(
        self, model: str, request: ChatRequest, body: dict[str, Any]
    ) -> AsyncGenerator[ChatEvent, None]:
        """Send a body, and yield the reply."""

    def _readable(self, model: str, request: ChatRequest) -> ChatRequest:
        """Return a request with the messages that a model can read."""
        refused = self._refusals.of(model)
        return replace(request, messages=plain_messages(request.messages, refused)) if refused else request

    @abstractmethod
    async def refresh(self) -> tuple[ModelInfo, ...]:
        """Ask the server again which models it has.

        Raises:
            EngineUnavailable: the server cannot be reached.
            MorganError: see `RemoteErrors`.
        """

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        """Return the embeddings of texts. A text that is too long is refused, not cut.

        Raises:
            InvalidRequest: no model for embeddings is set.
            MorganError: see `RemoteErrors`.
        """
        name = model or self._defaults.embedding_model
        if name is None:
            raise InvalidRequest(
                f"{self._errors.name} has no model for embeddings",
                hint=f"set {self._errors.option('embedding_model')}",
            )
        if not texts:
            return Embeddings((), name)
        embeddings = await answered(lambda: self._embed(texts, name))
        if len(embeddings.vectors) != len(texts):
            raise self._errors.invalid_response(f"{len(embeddings.vectors)} vectors for {len(texts)} texts")
        return embeddings

    @abstractmethod
    async def _embed(self, texts: Sequence[str], model: str) -> Embeddings:
        """Request the embeddings of at least one text."""

    async def _model_of(self, request: ChatRequest) -> str:
        """Return the requested model, or the default one; ask the server again if none is known."""
        model = request.model or self.capabilities.model
        if not model:
            await self.refresh()
            model = self.capabilities.model
        if not model:
            raise UnknownModel(f"{self._errors.name} has no model", hint=self._no_model_hint)
        return model

    def _reply_of(self, model: str, request: ChatRequest, *, begins_with_reasoning: bool = False) -> Reply:
        """Return a new reply of a model."""
        unsure = model in self._unopened and not begins_with_reasoning
        return Reply(request, begins_with_reasoning=begins_with_reasoning, unsure=unsure)

    def _end_of(self, model: str, reply: Reply) -> ChatEnd:
        """Return the end of a reply, of which everything was read.

        Raises:
            EngineFailed: it is empty.
        """
        end = reply.end(model)
        if end is None:
            raise self._errors.invalid_response("its answer is empty")
        if reply.closes_only:
            self._unopened.add(model)
        elif reply.has_text:
            self._unopened.discard(model)
        return end

    def _truncated(
        self, model: str, request: ChatRequest, read_tokens: int | None, context_tokens: int | None
    ) -> bool:
        """Whether the server dropped a part of the prompt, which is logged."""
        watch = self._truncation.setdefault(model, TruncationWatch())
        truncated = watch.cut(request, read_tokens, context_tokens)
        if truncated:
            _LOGGER.warning(
                "%s read %s tokens of a longer prompt: the context of %s has %s tokens%s",
                self._errors.name,
                read_tokens,
                model,
                context_tokens,
                f" ({self._context_hint})" if self._context_hint else "",
            )
        return truncated
