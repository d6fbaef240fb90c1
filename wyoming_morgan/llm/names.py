"""The names by which models are asked for: `backend/model`, the model alone, or an alias."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wyoming_morgan.engines.contract.llm import ChatModel
from wyoming_morgan.errors import ConfigurationError, EngineUnavailable, UnknownModel
from wyoming_morgan.settings import setting
from wyoming_morgan.suggestions import suggestion

SEPARATOR = "/"
_LATEST = ":latest"  # what Ollama takes for a model without a tag


@dataclass(frozen=True, slots=True)
class Backend:
    """One backend and the name it has here."""

    name: str
    engine: ChatModel

    def holds(self, model: str) -> str | None:
        """Return how the backend itself calls a model; None if it is not known to have it."""
        capabilities = self.engine.capabilities
        known = {each.id for each in capabilities.models} | {capabilities.model}
        return next((each for each in (model, model + _LATEST) if each in known), None)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A model of a backend that may answer. An empty `model` is the backend's own choice."""

    backend: Backend
    model: str = ""

    @property
    def name(self) -> str:
        """Its full name."""
        return self.backend.name + SEPARATOR + (self.model or self.backend.engine.capabilities.model)


class ModelNames:
    """Finds the models that a name stands for, in the order in which they are tried.

    Raises:
        ConfigurationError: an alias leads to itself.
    """

    def __init__(self, backends: Sequence[Backend], aliases: Mapping[str, str]) -> None:
        self._backends = tuple(backends)
        self._aliases = dict(aliases)
        for alias in self._aliases:
            self._target(alias)

    @property
    def aliases(self) -> Mapping[str, str]:
        """The aliases, with what each stands for."""
        return self._aliases

    def chain(self, first: Candidate | None = None) -> tuple[Candidate, ...]:
        """Return a candidate, and after it the own choice of every other backend."""
        others = (Candidate(each) for each in self._backends if first is None or each is not first.backend)
        return (*([first] if first is not None else ()), *others)

    def candidates(self, name: str) -> tuple[Candidate, ...]:
        """Return what a name stands for; for an alias the rest of the chain, too.

        A model that is named itself is answered by no other, though by another backend that has it as well.

        Raises:
            UnknownModel: no backend is known to have it.
        """
        target = self._target(name)
        found = tuple(self._find(target))
        if not found:
            raise self._unknown(name)
        return self.chain(found[0]) if target != name else found

    def _find(self, name: str) -> Iterator[Candidate]:
        prefix, _, model = name.partition(SEPARATOR)
        named = next((each for each in self._backends if each.name == prefix), None)
        if named is not None:
            # The backend itself tells what it has not: what it has may have changed.
            yield Candidate(named, (model and named.holds(model)) or model)
        wanted = name if named is None else model
        for backend in self._backends:
            if backend is not named and wanted and (held := backend.holds(wanted)):
                yield Candidate(backend, held)

    def _target(self, name: str) -> str:
        seen: set[str] = set()
        while name in self._aliases:
            if name in seen:
                raise ConfigurationError(
                    f"the alias {name!r} leads to itself", hint=f"correct {setting('llm.aliases')}"
                )
            seen.add(name)
            name = self._aliases[name]
        return name

    def _unknown(self, name: str) -> UnknownModel | EngineUnavailable:
        if not self._backends:
            return EngineUnavailable(
                "there is no language model", hint=f"name a server under {setting('llm.backends')}"
            )
        known = [
            backend.name + SEPARATOR + model.id
            for backend in self._backends
            for model in backend.engine.capabilities.models
        ] + list(self._aliases)
        return UnknownModel(f"there is no model {name!r}", hint=suggestion(name, known))
