"""The state of each service of this process, in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from wyoming_morgan.addresses import without_credentials


class State(StrEnum):
    """The state of a service."""

    STARTING = "starting"
    """Its engine is loading."""
    LEARNING = "learning"
    """It can be used, but does not know all words of the home yet."""
    READY = "ready"
    """It answers without delay."""
    FAILED = "failed"
    """Its engine could not be loaded."""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """A service's state, the engine or error behind it, and a hint on what to do about it."""

    state: State
    detail: str = ""
    hint: str = ""
    cause: str = ""
    """The code of the error behind it."""
    stands_in_for: str = ""
    """The engine in whose place another one works; empty if it is the chosen one."""

    def __post_init__(self) -> None:
        """Hide what may be a secret in addresses: strangers may read it."""
        object.__setattr__(self, "detail", without_credentials(self.detail))
        object.__setattr__(self, "hint", without_credentials(self.hint))


class Readiness:
    """The states of a process's services; all begin as `STARTING`."""

    def __init__(self, services: Iterable[str]) -> None:
        self._services = dict.fromkeys(services, ServiceState(State.STARTING))
        self._listeners: list[Callable[[], None]] = []
        self._withdrawn = False

    @property
    def services(self) -> Mapping[str, ServiceState]:
        """Every service's state by its name, as a live view."""
        return MappingProxyType(self._services)

    @property
    def ready(self) -> bool:
        """Whether every service is ready, and stays so."""
        return not self._withdrawn and all(
            service.state is State.READY for service in self._services.values()
        )

    @property
    def withdrawn(self) -> bool:
        """Whether the process is about to stop, so that new work should go to another one."""
        return self._withdrawn

    def withdraw(self) -> None:
        """Note that the process is about to stop."""
        self._withdrawn = True

    def starting(self, service: str, *, detail: str = "") -> None:
        """Note that a service is loading."""
        self._note(service, ServiceState(State.STARTING, detail))

    def learning(self, service: str, *, detail: str) -> None:
        """Note that a service can be used, and what it does not know yet."""
        self._note(service, ServiceState(State.LEARNING, detail))

    def loaded(self, service: str, *, detail: str = "", hint: str = "", stands_in_for: str = "") -> None:
        """Note that a service is ready; `hint` may name a possible improvement."""
        self._note(service, ServiceState(State.READY, detail, hint, stands_in_for=stands_in_for))

    def without(self, service: str) -> None:
        """Remove a service that this process does not have after all."""
        self._services.pop(service, None)

    def failed(self, service: str, *, detail: str, hint: str = "", cause: str = "") -> None:
        """Note that a service cannot work."""
        self._note(service, ServiceState(State.FAILED, detail, hint, cause))

    def listen(self, listener: Callable[[], None]) -> None:
        """Call the listener whenever a service is in another state."""
        self._listeners.append(listener)

    def _note(self, service: str, state: ServiceState) -> None:
        before = self._services.get(service)
        self._services[service] = state
        if before is None or before.state is not state.state:
            for listener in self._listeners:
                listener()
