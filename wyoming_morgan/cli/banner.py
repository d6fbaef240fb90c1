"""The banner of `morgan serve`: the services, their addresses, and the steps in Home Assistant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import TextWrapper

from wyoming_morgan import __version__

_AGENT = "conversation agent"
_MARGIN = 5
_COMMANDS = ("better: ", ". ")
"""How lines with a command begin."""
_COLUMN = re.compile(r"(?:^|\S) {2,}(?:\d\. )?(?=\S)")


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
    activation: str = ""
    """The command after which a new terminal finds the commands that are shown; empty if it finds them."""
    unready: tuple[str, ...] = ()
    """The services that are not ready, as their reasons say."""


def banner(content: BannerContent, width: int | None = None) -> str:
    """Return the text, without a line break at its end, in lines of `width` characters if that is known."""
    lines = (
        _lines(content)
        if width is None
        else (part for line in _lines(content) for part in _fold(line, width))
    )
    return "\n".join(lines)


def _fold(line: str, width: int) -> list[str]:
    """Break a line between words, below its text; a command stays whole, so that it can be copied."""
    if line.lstrip().startswith(_COMMANDS):
        return [line]
    indent = " " * (_hanging(line) if _hanging(line) < width // 2 else _MARGIN)
    wrapper = TextWrapper(width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    return wrapper.wrap(line) or [""]


def _hanging(line: str) -> int:
    """Return where the text of a line begins: behind its last column, or behind the number of its step."""
    columns = [match.end() for match in _COLUMN.finditer(line)]
    return columns[-1] if columns else 0


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
    if content.activation:
        yield ""
        yield "  For these commands, type first in a new terminal:"
        yield f"    {content.activation}"
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
    agent = _AGENT in content.roles
    choices = f"choose morgan for {_joined(content.roles)}"
    choices += "; switch Prefer handling commands locally off" if agent else ""
    yield f"  2. Settings > Voice assistants > Add assistant: {choices}."
    yield "     Then Set as preferred, in the menu of the assistant."
    if agent:
        yield "  3. Settings > Voice assistants > Expose: choose what Morgan may control."
    yield f"  {3 + agent}. Open Assist with the icon at the top of a dashboard, and say what you want."


def _joined(words: tuple[str, ...]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
