"""What `morgan serve` says when it is up: what serves, where, and the steps in Home Assistant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """One service, as it came up."""

    name: str
    """What it is called: `stt`."""
    purpose: str
    """What it does, in a few words: `speech to text`."""
    engine: str
    """The engine that was chosen."""
    why: str
    """Why it was chosen."""
    addresses: tuple[str, ...] = ()
    """Where it is reached: `tcp://192.168.1.5:10300`, `http://127.0.0.1:8000/v1/…`."""
    improve: str = ""
    """The one command that would give a better one, if there is any."""


@dataclass(frozen=True, slots=True)
class BannerFacts:
    """What the banner tells."""

    version: str
    services: tuple[ServiceFacts, ...]
    wyoming: tuple[tuple[str, int], ...] = ()
    """The hosts and ports at which Home Assistant reaches this process over Wyoming, the best first."""
    discovered_as: str | None = None
    """The name under which Home Assistant discovers it; None where it is not advertised."""
    http: str | None = None
    """The base URL of HTTP."""
    notes: tuple[str, ...] = ()
    """What else should be known: HTTP on loopback for want of an API key, say."""


def banner(facts: BannerFacts) -> str:
    """Return the text, without a line break at its end."""
    lines = [f"Morgan {facts.version} is ready.", ""]
    for service in facts.services:
        lines += _service(service)
    if facts.wyoming:
        lines += ["", "In Home Assistant:", *(f"  {line}" for line in _steps(facts))]
    lines += ["", *facts.notes] if facts.notes else []
    if facts.http:
        lines += ["", f"HTTP: {facts.http}"]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def _service(service: ServiceFacts) -> Iterator[str]:
    yield f"  {service.name:<4}  {service.purpose}: {service.engine} ({service.why})"
    for address in service.addresses:
        yield f"        {address}"
    if service.improve:
        yield f"        better: {service.improve}"


def _steps(facts: BannerFacts) -> Iterator[str]:
    host, port = facts.wyoming[0]
    by_hand = f"Add integration > Wyoming Protocol, host {host}, port {port}"
    if facts.discovered_as:
        yield f'1. Settings > Devices & services: "{facts.discovered_as}" is discovered; choose Add.'
        yield f"   If it is not: {by_hand}."
    else:
        yield f"1. Settings > Devices & services > {by_hand}."
    yield "2. Settings > Voice assistants > Add assistant: choose Morgan as conversation agent,"
    yield "   for speech-to-text and for text-to-speech, as far as it is offered."
    yield "3. Try it: the assist icon in the upper right corner of the dashboard."
