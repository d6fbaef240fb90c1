"""What the agent and HTTP ask of the language models."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from wyoming_morgan.engines.contract.llm import ChatEvent, ChatRequest, Embeddings, ModelInfo


class LanguageModels(Protocol):
    """Every backend behind one face: `llm.gateway.Gateway`."""

    @property
    def current(self) -> str:
        """The model that answers where none is asked for, as `backend/model`; empty where there is none."""

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """Every model, by the name it is asked for: `backend/model`, its aliases too; from memory."""

    def context_tokens(self, model: str | None = None) -> int | None:
        """Return how many tokens a model's prompt and reply may have together, where that is known."""

    def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        """Answer with the model asked for, else the current one; the next backend if that one is away.

        A backend is given up for the next one only before its first piece. The model of `ChatEnd` tells
        which one it was.

        Raises:
            EngineUnavailable: there is no backend, or none answers.
            MorganError: as for `ChatModel.chat`.
        """

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        """Return the embeddings of texts.

        Raises:
            EngineUnavailable: no backend makes any.
        """

    async def switch(self, model: str) -> str:
        """Let another model answer from now on; return its full name.

        Raises:
            UnknownModel: there is none of that name.
        """
