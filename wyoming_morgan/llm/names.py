"""The names of models: `backend/model`, only the model, or an alias."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wyoming_morgan.engines.contract.llm import ChatModel
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable, UnknownModel
from wyoming_morgan.settings import setting
from wyoming_morgan.suggestions import suggestion

SEPARATOR = "/"
_LATEST = ":latest"  # the tag that Ollama assumes if there is none


@dataclass(frozen=True, slots=True)
class Backend:
    """One backend and its name."""

    name: str
    engine: ChatModel

    def holds(self, model: str) -> str | None:
        """Return the backend's own name for a model; None if it is not known to have it."""
        capabilities = self.engine.capabilities
        models = {info.id for info in capabilities.models} | {capabilities.model}
        return next((name for name in (model, model + _LATEST) if name in models), None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model of a backend to try. An empty `model` is the backend's default."""

    backend: Backend
    model: str = ""

    @property
    def name(self) -> str:
        """Its full name."""
        return self.backend.name + SEPARATOR + (self.model or self.backend.engine.capabilities.model)


class ModelNames:
    """Finds the models for a name, in the order to try them.

    Raises:
        ConfigurationError: an alias refers to itself.
    """

    def __init__(self, backends: Sequence[Backend], aliases: Mapping[str, str]) -> None:
        self._backends = tuple(backends)
        self._aliases = dict(aliases)
        for alias in self._aliases:
            self._target(alias)

    @property
    def aliases(self) -> Mapping[str, str]:
        """The aliases and their models."""
        return self._aliases

    def chain(self, first: Candidate | None = None) -> tuple[Candidate, ...]:
        """Return `first`, followed by the default model of every other backend."""
        others = (
            Candidate(backend) for backend in self._backends if first is None or backend is not first.backend
        )
        return (*([first] if first is not None else ()), *others)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """Return the models for a name; for an alias the rest of the chain, too.

        A model that is named directly is replaced by no other, but by the same one of another backend.

        Raises:
            UnknownModel: no backend is known to have it.
        """
        target = self._target(name)
        matches = tuple(self._find(target))
        if not matches:
            raise self._unknown(name)
        return self.chain(matches[0]) if target != name else matches

    def _find(self, name: str) -> Iterator[Candidate]:
        prefix, _, model = name.partition(SEPARATOR)
        named = next((backend for backend in self._backends if backend.name == prefix), None)
        if named is not None:
            # The backend itself refuses models that it lacks: its models may have changed.
            yield Candidate(named, (model and named.holds(model)) or model)
        model = name if named is None else model
        for backend in self._backends:
            if backend is not named and model and (held := backend.holds(model)):
                yield Candidate(backend, held)

    def _target(self, name: str) -> str:
        seen: set[str] = set()
        while name in self._aliases:
            if name in seen:
                raise ConfigurationError(
                    f"the alias {name!r} refers to itself", hint=f"correct {setting('llm.aliases')}"
                )
            seen.add(name)
            name = self._aliases[name]
        return name

    def _unknown(self, name: str) -> UnknownModel | EngineUnavailable:
        if not self._backends:
            return EngineUnavailable(
                "no language model is configured", hint=f"add a server to {setting('llm.backends')}"
            )
        names = [
            backend.name + SEPARATOR + model.id
            for backend in self._backends
            for model in backend.engine.capabilities.models
            if not model.only_embeds
        ] + list(self._aliases)
        return UnknownModel(f"there is no model {name!r}", hint=suggestion(name, names))
