"""Every language model backend behind one face: names, a chain of fallbacks, switching."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import replace
from time import monotonic

from wyoming_morgan.engines.contract.llm import ChatEnd, ChatEvent, ChatRequest, Embeddings, ModelInfo
from wyoming_morgan.errors import Busy, DeadlineExceeded, EngineUnavailable, MorganError, UnknownModel
from wyoming_morgan.llm.names import SEPARATOR, Backend, Candidate, ModelNames
from wyoming_morgan.settings import setting

_LOGGER = logging.getLogger(__name__)

_REST_SECONDS = 15.0
"""How long a backend that was away is asked after the others, so that not every turn waits for it."""
_REFRESH_SECONDS = 60.0
_FIRST_RETRY_SECONDS = 1.0

_PASSED_OVER = (EngineUnavailable, Busy, DeadlineExceeded)


class Gateway:
    """Fulfils `LanguageModels`. `load` it before use, `close` it after; it loads although servers are away.

    Raises:
        ConfigurationError: an alias leads to itself.
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
        self._rests: dict[str, float] = {}
        self._told: set[str] = set()
        self._watches: list[asyncio.Task[None]] = []
        self.fallbacks: Counter[tuple[str, str]] = Counter()
        """How often each backend was passed over, by its name and the code of its failure."""

    async def load(self) -> None:
        """Ask every backend what it has, and go on asking: those that are away, and what changes."""
        if self._watches:
            return
        await asyncio.gather(*(backend.engine.load() for backend in self._backends))
        self._watches = [asyncio.create_task(self._watch(backend)) for backend in self._backends]

    async def close(self) -> None:
        """Give every backend back."""
        watches, self._watches = self._watches, []
        for watch in watches:
            watch.cancel()
        await asyncio.gather(*watches, return_exceptions=True)
        for backend in self._backends:
            await backend.engine.close()

    @property
    def current(self) -> str:
        """The model that answers where none is asked for, as `backend/model`; empty where there is none."""
        first = next(iter(self._default()), None)
        return first.name if first is not None else ""

    @property
    def models(self) -> tuple[ModelInfo, ...]:
        """Every model, by the name it is asked for, and after them the aliases; from memory."""
        every = {
            backend.name + SEPARATOR + model.id: model
            for backend in self._backends
            for model in backend.engine.capabilities.models
        }
        named = tuple(replace(model, id=name) for name, model in every.items())
        aliased = []
        for alias in self._names.aliases:
            with contextlib.suppress(UnknownModel, EngineUnavailable):
                target = self._names.candidates(alias)[0].name
                aliased.append(replace(every.get(target, ModelInfo(alias)), id=alias))
        return (*named, *aliased)

    def context_tokens(self, model: str | None = None) -> int | None:
        """Return how many tokens a model's prompt and reply may have together, where that is known."""
        try:
            candidates = self._names.candidates(model) if model else self._default()
        except (UnknownModel, EngineUnavailable):
            return None
        return next((_context_tokens(each) for each in candidates), None)

    async def chat(self, request: ChatRequest) -> AsyncGenerator[ChatEvent, None]:
        """Answer with the model asked for, else the current one; the next backend if that one is away.

        Raises:
            EngineUnavailable: there is no backend, or none answers.
            UnknownModel: no backend has the model.
            MorganError: as for `ChatModel.chat`.
        """
        failures: list[MorganError] = []
        candidates = self._rested(await self._candidates(request.model))
        # Where no model was named itself, one that is gone is passed over, too.
        passed_over = (*_PASSED_OVER, UnknownModel) if len(candidates) > 1 else _PASSED_OVER
        for candidate in candidates:
            answer = candidate.backend.engine.chat(replace(request, model=candidate.model or None))
            begun = False
            try:
                async with contextlib.aclosing(answer):
                    async for event in answer:
                        if not begun:
                            begun = True
                            self._answered(candidate.backend)
                        yield self._named(candidate, event)
            except passed_over as error:
                if begun:
                    raise
                self._failed(candidate.backend, error)
                failures.append(error)
            else:
                return
        raise _together(failures)

    async def embed(self, texts: Sequence[str], model: str | None = None) -> Embeddings:
        """Return the embeddings of texts; vectors of two models cannot be compared, so there is no fallback.

        Raises:
            EngineUnavailable: no backend makes any.
            UnknownModel: no backend has the model.
        """
        name = model or self._embedding_model
        if name:
            candidate = (await self._candidates(name))[0]
        else:
            makers = [each for each in self._backends if each.engine.capabilities.embedding_model]
            if not makers:
                raise EngineUnavailable(
                    "no language model server makes embeddings",
                    hint=f"set {setting('llm.embedding_model')}",
                )
            candidate = Candidate(makers[0], makers[0].engine.capabilities.embedding_model or "")
        made = await candidate.backend.engine.embed(texts, candidate.model or None)
        return replace(made, model=candidate.backend.name + SEPARATOR + made.model)

    async def switch(self, model: str) -> str:
        """Let another model answer from now on; return its full name.

        Raises:
            UnknownModel: there is none of that name.
        """
        candidate = (await self._candidates(model))[0]
        if candidate.model and not candidate.backend.holds(candidate.model):
            with contextlib.suppress(MorganError):
                await candidate.backend.engine.refresh()
            known = candidate.backend.engine.capabilities.models
            if known and not candidate.backend.holds(candidate.model):
                names = ", ".join(each.id for each in known)
                raise UnknownModel(
                    f"{candidate.backend.name} has no {candidate.model!r}", hint=f"it has {names}"
                )
        self._current = model if model in self._names.aliases else candidate.name
        _LOGGER.info("the language model is now %s", candidate.name)
        return candidate.name

    def _default(self) -> tuple[Candidate, ...]:
        """Return the current model, and after it the rest of the chain."""
        if self._current is None:
            return self._names.chain()
        try:
            return self._names.chain(self._names.candidates(self._current)[0])
        except UnknownModel:
            # Its backend may not have told yet what it has; whoever asks by name gets the first chance.
            return self._names.chain()

    async def _candidates(self, name: str | None) -> tuple[Candidate, ...]:
        """Return the models to try; backends are asked anew before a name counts as unknown."""
        if not name:
            if not self._backends:
                raise EngineUnavailable(
                    "there is no language model", hint=f"name a server under {setting('llm.backends')}"
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
        """Put backends that were away a moment ago after the others."""
        now = self._clock()
        return sorted(candidates, key=lambda each: self._rests.get(each.backend.name, 0.0) > now)

    def _failed(self, backend: Backend, error: MorganError) -> None:
        self.fallbacks[backend.name, error.code] += 1
        if not isinstance(error, Busy):
            self._rests[backend.name] = self._clock() + _REST_SECONDS
        if backend.name not in self._told:
            self._told.add(backend.name)
            _LOGGER.warning("language models of %s are passed over: %s", backend.name, error)

    def _answered(self, backend: Backend) -> None:
        self._rests.pop(backend.name, None)
        if backend.name in self._told:
            self._told.discard(backend.name)
            _LOGGER.info("language models of %s answer again", backend.name)

    def _named(self, candidate: Candidate, event: ChatEvent) -> ChatEvent:
        if not isinstance(event, ChatEnd):
            return event
        return replace(event, model=candidate.backend.name + SEPARATOR + event.model)

    async def _watch(self, backend: Backend) -> None:
        """Keep what is known of a backend's models true; one that is away is asked ever less often."""
        wait = _REFRESH_SECONDS if backend.engine.capabilities.models else _FIRST_RETRY_SECONDS
        while True:
            await asyncio.sleep(wait)
            try:
                await backend.engine.refresh()
            except MorganError as error:
                _LOGGER.debug("%s: %s", backend.name, error)
                wait = min(wait * 2, _REFRESH_SECONDS)
            else:
                self._rests.pop(backend.name, None)
                wait = _REFRESH_SECONDS


def _context_tokens(candidate: Candidate) -> int | None:
    capabilities = candidate.backend.engine.capabilities
    name = candidate.model or capabilities.model
    return next((each.context_tokens for each in capabilities.models if each.id == name), None)


def _together(failures: Sequence[MorganError]) -> MorganError:
    """Return one error for all: a single one as it is, else one that may be repeated if any may."""
    if len(failures) == 1:
        return failures[0]
    message = "; ".join(error.message for error in failures)
    kind = next((type(error) for error in failures if error.retryable), EngineUnavailable)
    return kind(f"no language model answers: {message}", hint=failures[0].hint)
