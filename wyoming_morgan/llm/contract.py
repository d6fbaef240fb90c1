"""The contract of the language models, for the agent and HTTP."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from wyoming_morgan.engines.contract.llm import ChatEvent, ChatRequest, Embeddings, ModelInfo


class LanguageModels(Protocol):
    """All backends behind one interface: `llm.gateway.Gateway`."""

    @property
    def current(self) -> str:
        """The default model, as `backend/model`; empty if there is none."""

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """Every model by its name, `backend/model`, and the aliases; returns at once."""

    def context_tokens(self, model: str | None = None) -> int | None:
        """Return the tokens of a prompt and its reply together; None if unknown."""

    def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        """Yield the reply of the requested or the default model; use the next backend if its own is down.

        Morgan goes on to the next backend only before the first piece. `ChatEnd.model` is the one that
        replied.

        Raises:
            EngineUnavailable: there is no backend, or none answers.
            MorganError: as for `ChatModel.chat`.
        """

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        """Return the embeddings of texts.

        Raises:
            EngineUnavailable: no backend makes embeddings.
        """

    async def switch(self, model: str) -> str:
        """Make another model the default one; return its full name.

        Raises:
            UnknownModel: there is no model of that name.
        """
