"""All language model backends behind one interface: names, a chain of fallbacks, a default model."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic

from wyoming_morgan.engines.contract.llm import (
    CallPiece,
    ChatEnd,
    ChatEvent,
    ChatRequest,
    Embeddings,
    ModelInfo,
    Role,
    TextPiece,
    TokenPiece,
)
from wyoming_morgan.errors import (
    DeadlineExceeded,
    EngineFailed,
    EngineUnavailable,
    MorganError,
    UnknownModel,
)
from wyoming_morgan.llm.names import SEPARATOR, Backend, Candidate, ModelNames
from wyoming_morgan.settings import setting
from wyoming_morgan.suggestions import suggestion

_LOGGER = logging.getLogger(__name__)

_REST_SECONDS = 15.0
"""How long a backend that was down is tried last, so that not every turn waits for it."""
_REFRESH_SECONDS = 60.0
_FIRST_RETRY_SECONDS = 1.0

_RESTING = (EngineUnavailable, EngineFailed, DeadlineExceeded)
"""Failures after which a backend is tried last for a while."""
_EMPTY = "empty"
"""The code of an answer without a word, where another backend is left."""


class Gateway:
    """Implements `LanguageModels`. It loads even if servers are down.

    Raises:
        ConfigurationError: an alias refers to itself.
    """

    def __init__(
        self,
        backends: Sequence[Backend],
        *,
        model: str | None = None,
        aliases: Mapping[str, str] | None = None,
        embedding_model: str | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._backends = tuple(backends)
        self._names = ModelNames(backends, aliases or {})
        self._current = model
        self._embedding_model = embedding_model
        self._clock = clock
        self._resting_until: dict[str, float] = {}
        self._reported: set[str] = set()
        self._watches: list[asyncio.Task[None]] = []
        self.fallbacks: Counter[tuple[str, str]] = Counter()
        """How often each backend was passed over, by its name and the code of the failure."""

    async def load(self) -> None:
        """Load every backend, and keep asking each for its models."""
        if self._watches:
            return
        await asyncio.gather(*(backend.engine.load() for backend in self._backends))
        self._watches = [asyncio.create_task(self._watch(backend)) for backend in self._backends]

    async def close(self) -> None:
        """Close every backend."""
        watches, self._watches = self._watches, []
        for watch in watches:
            watch.cancel()
        await asyncio.gather(*watches, return_exceptions=True)
        for backend in self._backends:
            await backend.engine.close()

    @property
    def current(self) -> str:
        """The default model, as `backend/model`; empty if there is none."""
        first = next(iter(self._default()), None)
        return first.name if first is not None else ""

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """Every model by its name, followed by the aliases; returns at once."""
        infos = {
            backend.name + SEPARATOR + model.id: model
            for backend in self._backends
            for model in backend.engine.capabilities.models
        }
        named = tuple(replace(model, id=name) for name, model in infos.items())
        aliased = []
        for alias in self._names.aliases:
            with contextlib.suppress(UnknownModel, EngineUnavailable):
                target = self._names.candidates(alias)[0].name
                aliased.append(replace(infos.get(target, ModelInfo(alias)), id=alias))
        return (*named, *aliased)

    def context_tokens(self, model: str | None = None) -> int | None:
        """Return the tokens of a prompt and its reply together; None if unknown."""
        try:
            candidates = self._names.candidates(model) if model else self._default()
        except (UnknownModel, EngineUnavailable):
            return None
        return next((_context_tokens(candidate) for candidate in candidates), None)

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        """Yield the reply of the requested or the default model, or of the next backend.

        The next one is used whatever goes wrong before the first word.

        Raises:
            EngineUnavailable: there is no backend, or none answers.
            UnknownModel: no backend has the model.
            MorganError: as for `ChatModel.chat`.
        """
        failures: list[MorganError] = []
        candidates = self._rested(await self._candidates(request.model))
        empty: ChatEnd | None = None
        for number, candidate in enumerate(candidates, 1):
            answer = candidate.backend.engine.chat(replace(request, model=candidate.model or None))
            begun = False
            try:
                async with contextlib.aclosing(answer):
                    async for event in answer:
                        begun = begun or _is_said(event)
                        if not isinstance(event, ChatEnd):
                            yield event
                            continue
                        end = self._with_full_name(candidate, event)
                        self._answered(candidate.backend)
                        if begun or not _asks_first(request):
                            yield end
                            return
                        # Another backend may have something to say.
                        empty = end
                        if number < len(candidates):
                            self.fallbacks[candidate.backend.name, _EMPTY] += 1
            except MorganError as error:
                if begun:
                    raise
                self._failed(candidate.backend, error)
                failures.append(error)
        if empty is not None:
            yield empty
            return
        raise _combined(failures)

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        """Return the embeddings of texts, without fallback: vectors of two models cannot be compared.

        Raises:
            EngineUnavailable: no backend makes embeddings.
            UnknownModel: no backend has the model.
        """
        name = model or self._embedding_model
        if name:
            candidate = (await self._candidates(name))[0]
        else:
            makers = [backend for backend in self._backends if backend.engine.capabilities.embedding_model]
            if not makers:
                raise EngineUnavailable(
                    "no language model server makes embeddings",
                    hint=f"set {setting('llm.embedding_model')}",
                )
            candidate = Candidate(makers[0], makers[0].engine.capabilities.embedding_model or "")
        embeddings = await candidate.backend.engine.embed(texts, candidate.model or None)
        return replace(embeddings, model=candidate.backend.name + SEPARATOR + embeddings.model)

    async def switch(self, model: str) -> str:
        """Make another model the default one; return its full name.

        Raises:
            UnknownModel: there is no model of that name.
        """
        candidate = (await self._candidates(model))[0]
        if candidate.model and not candidate.backend.holds(candidate.model):
            with contextlib.suppress(MorganError):
                await candidate.backend.engine.refresh()
            models = candidate.backend.engine.capabilities.models
            if models and not candidate.backend.holds(candidate.model):
                raise UnknownModel(
                    f"{candidate.backend.name} has no model {candidate.model!r}",
                    hint=suggestion(candidate.model, [model.id for model in models]),
                )
        self._current = model if model in self._names.aliases else candidate.name
        _LOGGER.info("the default language model is now %s", candidate.name)
        return candidate.name

    def _default(self) -> tuple[Candidate, ...]:
        """Return the default model, followed by the rest of the chain."""
        if self._current is None:
            return self._names.chain()
        try:
            return self._names.chain(self._names.candidates(self._current)[0])
        except UnknownModel:
            # Its backend may not have listed its models yet; a request by name asks it again.
            return self._names.chain()

    async def _candidates(self, name: str | None) -> tuple[Candidate, ...]:
        """Return the models to try; ask the backends again before a name counts as unknown."""
        if not name:
            if not self._backends:
                raise EngineUnavailable(
                    "no language model is configured", hint=f"add a server to {setting('llm.backends')}"
                )
            return self._default()
        try:
            return self._names.candidates(name)
        except UnknownModel:
            await asyncio.gather(
                *(backend.engine.refresh() for backend in self._backends), return_exceptions=True
            )
            return self._names.candidates(name)

    def _rested(self, candidates: tuple[Candidate, ...]) -> list[Candidate]:
        """Put backends that were down a moment ago after the others."""
        now = self._clock()
        return sorted(
            candidates, key=lambda candidate: self._resting_until.get(candidate.backend.name, 0.0) > now
        )

    def _failed(self, backend: Backend, error: MorganError) -> None:
        self.fallbacks[backend.name, error.code] += 1
        if isinstance(error, _RESTING):
            self._resting_until[backend.name] = self._clock() + _REST_SECONDS
        if backend.name not in self._reported:
            self._reported.add(backend.name)
            _LOGGER.warning("language models of %s are passed over: %s", backend.name, error)

    def _answered(self, backend: Backend) -> None:
        self._resting_until.pop(backend.name, None)
        if backend.name in self._reported:
            self._reported.discard(backend.name)
            _LOGGER.info("language models of %s answer again", backend.name)

    @staticmethod
    def _with_full_name(candidate: Candidate, event: ChatEnd) -> ChatEnd:
        return replace(event, model=candidate.backend.name + SEPARATOR + event.model)

    async def _watch(self, backend: Backend) -> None:
        """Keep the list of a backend's models up to date; ask one that is down less and less often."""
        wait = _REFRESH_SECONDS if backend.engine.capabilities.models else _FIRST_RETRY_SECONDS
        while True:
            await asyncio.sleep(wait)
            try:
                await backend.engine.refresh()
            except MorganError as error:
                _LOGGER.debug("%s: %s", backend.name, error)
                wait = min(wait * 2, _REFRESH_SECONDS)
            else:
                self._resting_until.pop(backend.name, None)
                wait = _REFRESH_SECONDS


def _is_said(event: ChatEvent) -> bool:
    """Whether an event is more than thoughts and blanks, so that no other backend can begin anew."""
    if isinstance(event, TextPiece):
        return bool(event.text.strip())
    return isinstance(event, CallPiece | TokenPiece)


def _asks_first(request: ChatRequest) -> bool:
    """Whether words are asked for: behind results of tools, silence may be meant."""
    return bool(request.messages) and request.messages[-1].role is Role.USER


def _context_tokens(candidate: Candidate) -> int | None:
    capabilities = candidate.backend.engine.capabilities
    name = candidate.model or capabilities.model
    return next((model.context_tokens for model in capabilities.models if model.id == name), None)


def _combined(failures: Sequence[MorganError]) -> MorganError:
    """Return one error for all: a single one unchanged, else one that is retryable if any is."""
    if len(failures) == 1:
        return failures[0]
    message = "; ".join(error.message for error in failures)
    kinds = {type(error) for error in failures}
    kind = next((type(error) for error in failures if error.retryable), EngineUnavailable)
    if len(kinds) == 1:
        kind = kinds.pop()
    return kind(f"no language model answers: {message}", hint=failures[0].hint)
