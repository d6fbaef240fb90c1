"""What `morgan serve` says when it is up: what serves, where, and the steps in Home Assistant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wyoming_morgan import __version__


@dataclass(frozen=True, slots=True)
class ServiceFacts:
    """One service, as it came up."""

    purpose: str
    """What it does: `hears`."""
    engine: str
    """The engine that was chosen."""
    why: str
    """Why it was chosen."""
    improve: str = ""
    """The one command that would give a better one, if there is any."""


@dataclass(frozen=True, slots=True)
class BannerFacts:
    """What the banner tells."""

    services: tuple[ServiceFacts, ...]
    wyoming: tuple[tuple[str, int], ...] = ()
    """The hosts and ports at which this process is reached over Wyoming, the best first."""
    roles: tuple[str, ...] = ()
    """What Home Assistant can use it for, in its own words; without any it has no card for it."""
    discovered_as: str | None = None
    """The name under which Home Assistant discovers it; None where it is not advertised."""
    http: str = ""
    """The base URL of HTTP."""
    notes: tuple[str, ...] = ()
    """What else should be known."""


def banner(facts: BannerFacts) -> str:
    """Return the text, without a line break at its end."""
    return "\n".join(_lines(facts))


def _lines(facts: BannerFacts) -> Iterator[str]:
    yield f"Morgan {__version__} is ready."
    yield ""
    width = max((len(service.purpose) for service in facts.services), default=0)
    for service in facts.services:
        yield f"  {service.purpose.ljust(width)}  {service.engine} ({service.why})"
        if service.improve:
            yield f"  {' ' * width}  better: {service.improve}"
    yield ""
    if facts.wyoming:
        yield f"  Wyoming  {', '.join(_uri(host, port) for host, port in facts.wyoming)}"
    if facts.http:
        yield f"  HTTP     {facts.http}"
    for note in facts.notes:
        yield f"           {note}"
    if facts.wyoming and facts.roles:
        yield ""
        yield "In Home Assistant:"
        yield from _steps(facts)


def _uri(host: str, port: int) -> str:
    return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"


def _steps(facts: BannerFacts) -> Iterator[str]:
    host, port = facts.wyoming[0]
    by_hand = f"Add integration > Wyoming Protocol > host {host}, port {port}"
    if facts.discovered_as:
        card = f'the discovered "{facts.discovered_as}"'
        yield f"  1. Settings > Devices & services: choose Add on {card}, then Submit."
        yield f"     Is it not there? {by_hand}."
    else:
        yield f"  1. Settings > Devices & services > {by_hand}."
    yield f"  2. Settings > Voice assistants > Add assistant: choose morgan for {_joined(facts.roles)}."
    yield "     Then Set as preferred, in the menu of the assistant."
    yield "  3. Open Assist with the icon at the top of a dashboard, and say what you want."


def _joined(words: tuple[str, ...]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
