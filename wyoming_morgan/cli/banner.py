"""The banner of `morgan serve`: the services, their addresses, and the steps in Home Assistant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wyoming_morgan import __version__


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service of a server that is ready."""

    name: str
    """Its name in settings and in `/ready`: `stt`."""
    purpose: str
    """A verb that explains the name: `hears`."""
    engine: str
    """The engine that was chosen."""
    reason: str
    """Why it was chosen, or what it does it with."""
    better: str = ""
    """The command that installs a better one, if there is any."""


@dataclass(frozen=True, slots=True)
class BannerContent:
    """Everything that the banner shows."""

    services: tuple[ServiceRow, ...]
    wyoming: tuple[tuple[str, int], ...] = ()
    """The hosts and ports at which this process is reached over Wyoming, the best first."""
    roles: tuple[str, ...] = ()
    """The purposes it can have in Home Assistant, in its words; without any it has no card for it."""
    discovered_as: str | None = None
    """The name under which Home Assistant discovers it; None where it is not advertised."""
    http: str = ""
    """The base URL of HTTP."""
    notes: tuple[str, ...] = ()
    """Further notes about HTTP."""
    unready: tuple[str, ...] = ()
    """The services that are not ready, as their reasons say."""


def banner(content: BannerContent) -> str:
    """Return the text, without a line break at its end."""
    return "\n".join(_lines(content))


def _lines(content: BannerContent) -> Iterator[str]:
    yield f"Morgan {__version__} {_state(content.unready)}."
    yield ""
    names = max((len(service.name) for service in content.services), default=0)
    purposes = max((len(service.purpose) for service in content.services), default=0)
    for service in content.services:
        title = f"  {service.name.ljust(names)}  {service.purpose.ljust(purposes)}"
        yield f"{title}  {service.engine} ({service.reason})"
        if service.better:
            yield f"{' ' * len(title)}  better: {service.better}"
    yield ""
    if content.wyoming:
        yield f"  Wyoming  {', '.join(_uri(host, port) for host, port in content.wyoming)}"
    if content.http:
        yield f"  HTTP     {content.http}"
    for note in content.notes:
        yield f"           {note}"
    if content.wyoming and content.roles:
        yield ""
        yield "In Home Assistant:"
        yield from _steps(content)


def _state(unready: tuple[str, ...]) -> str:
    return f"is running; not ready yet: {_joined(unready)}" if unready else "is ready"


def _uri(host: str, port: int) -> str:
    return f"tcp://[{host}]:{port}" if ":" in host else f"tcp://{host}:{port}"


def _steps(content: BannerContent) -> Iterator[str]:
    host, port = content.wyoming[0]
    by_hand = f"Add integration > Wyoming Protocol > host {host}, port {port}"
    if content.discovered_as:
        card = f'the discovered "{content.discovered_as}"'
        yield f"  1. Settings > Devices & services: choose Add on {card}, then Submit."
        yield f"     Not listed? {by_hand}."
    else:
        yield f"  1. Settings > Devices & services > {by_hand}."
    yield f"  2. Settings > Voice assistants > Add assistant: choose morgan for {_joined(content.roles)}."
    yield "     Then Set as preferred, in the menu of the assistant."
    yield "  3. Open Assist with the icon at the top of a dashboard, and say what you want."


def _joined(words: tuple[str, ...]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
