"""Requests through Home Assistant's ingress: who sends them, and what they may ask for.

Ingress is a proxy of the Supervisor for people who are logged in to Home Assistant. It says in a header who
somebody is: https://developers.home-assistant.io/docs/apps/security. Its addresses have a secret in them, its
cookie is for its own site alone: no page of another site can send through it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto

from aiohttp import web

from wyoming_morgan.crowd import plain_address
from wyoming_morgan.http.api_keys import Scope
from wyoming_morgan.http.grants import Grant

_USER = "X-Remote-User-Id"
"""Exactly so: the Supervisor takes away only this spelling of what a browser sends. In another spelling, the
browser's header takes the place of the Supervisor's."""


class HomeRole(Enum):
    """What somebody may do in Home Assistant."""

    ADMINISTRATOR = auto()
    PERSON = auto()
    """One who uses the home, but sets nothing up."""
    NOBODY = auto()


_WHO = "your user of Home Assistant"
_GRANTS = {
    HomeRole.ADMINISTRATOR: Grant(),
    HomeRole.PERSON: Grant(
        scopes=frozenset({Scope.AUDIO, Scope.CHAT, Scope.HOME}),
        refusal=(f"{_WHO} may not do this", "ask an administrator of Home Assistant"),
    ),
    HomeRole.NOBODY: Grant(
        scopes=frozenset(),
        refusal=(
            f"{_WHO} may not use Morgan",
            "wait until Home Assistant runs, or ask an administrator",
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Ingress:
    """The ingress of one Supervisor."""

    proxy: str
    """The address that it comes from. From others, the header counts for nothing."""
    role_of: Callable[[str], Awaitable[HomeRole]]
    """Returns what a user of Home Assistant may do, by the user's id."""

    async def admit(self, request: web.Request) -> tuple[HomeRole, Grant] | None:
        """Return who sends a request, and what it may ask for; None if no person sent it through ingress."""
        if plain_address(request.remote or "") != self.proxy:
            return None
        users = [
            (name, value) for name, value in request.raw_headers if name.lower() == _USER.lower().encode()
        ]
        if not users:
            return None
        name, user_id = users[0]
        is_of_proxy = len(users) == 1 and name == _USER.encode()
        role = await self.role_of(user_id.decode("utf-8", "replace")) if is_of_proxy else HomeRole.NOBODY
        return role, _GRANTS[role]
