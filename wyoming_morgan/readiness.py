"""What each service of this process is up to, kept in memory for whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class State(StrEnum):
    """How far a service has come."""

    STARTING = "starting"
    """Its engine is loading."""
    READY = "ready"
    """It answers without delay."""
    FAILED = "failed"
    """Its engine could not be loaded."""


@dataclass(frozen=True, slots=True)
class ServiceState:
    """One service's state, what stands behind it (an engine, a failure), and what to run about it."""

    state: State
    detail: str = ""
    hint: str = ""


class Readiness:
    """The states of the services a process holds; every one starts as `STARTING`."""

    def __init__(self, services: Iterable[str]) -> None:
        self._services = dict.fromkeys(services, ServiceState(State.STARTING))

    @property
    def services(self) -> Mapping[str, ServiceState]:
        """Every service's state by its name, as a live view."""
        return MappingProxyType(self._services)

    @property
    def ready(self) -> bool:
        """Whether every service is ready."""
        return all(service.state is State.READY for service in self._services.values())

    def starting(self, service: str, *, detail: str = "") -> None:
        """Note that a service is loading."""
        self._services[service] = ServiceState(State.STARTING, detail)

    def loaded(self, service: str, *, detail: str = "", hint: str = "") -> None:
        """Note that a service is ready; `hint` may tell what would improve it."""
        self._services[service] = ServiceState(State.READY, detail, hint)

    def without(self, service: str) -> None:
        """Forget a service that this process does without."""
        self._services.pop(service, None)

    def failed(self, service: str, *, detail: str, hint: str = "") -> None:
        """Note that a service cannot work."""
        self._services[service] = ServiceState(State.FAILED, detail, hint)
