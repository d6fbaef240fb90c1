"""What may be asked for with the key of a request, and how much of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from aiohttp import web

from wyoming_morgan.errors import MorganError
from wyoming_morgan.http.api_keys import EVERY_SCOPE, ApiKey, PlainKey, Scope, key_text
from wyoming_morgan.http.limits import KeyLimits
from wyoming_morgan.http.scopes import ROUTE_SCOPES
from wyoming_morgan.settings import setting


class MissingScope(MorganError):
    """The key may not be used for this."""

    code = "missing_scope"


@dataclass(frozen=True, slots=True)
class Grant:
    """What may be asked for; without values, everything."""

    name: str = ""
    """The name of the key, if it has one."""
    scopes: frozenset[Scope] = EVERY_SCOPE
    limits: KeyLimits | None = None
    refusal: tuple[str, str] | None = None
    """The message and the hint for what is not granted, where no key is at fault."""

    def require(self, scopes: Iterable[Scope]) -> None:
        """Check that one of these scopes is granted.

        Raises:
            MissingScope: none is.
        """
        alternatives = sorted(scopes)
        if self.scopes.isdisjoint(alternatives):
            raise self._missing(" or ".join(alternatives))

    def require_route(self, route: str) -> None:
        """Check that the scopes open a route.

        Raises:
            MissingScope: they do not.
        """
        if route in ROUTE_SCOPES:
            self.require(ROUTE_SCOPES[route])
        elif not self.scopes >= EVERY_SCOPE:
            raise self._missing(", ".join(sorted(EVERY_SCOPE)))

    def spend(self) -> None:
        """Count one request.

        Raises:
            RateLimited: there were too many within the last minute.
        """
        if self.limits is not None:
            self.limits.spend()

    def place(self) -> AbstractContextManager[None]:
        """Hold a place, as `KeyLimits.place` does."""
        return nullcontext() if self.limits is None else self.limits.place()

    def _missing(self, needed: str) -> MissingScope:
        if self.refusal is not None:
            message, hint = self.refusal
            return MissingScope(message, hint=hint)
        return MissingScope(
            f"the key {self.name!r} may not do this",
            hint=f"add {needed} to its scopes in {setting('core.http.api_keys')}, or use another key",
        )


NOTHING = Grant(scopes=frozenset())
"""What strangers may ask for, beside what is open to everybody."""

GRANT = web.RequestKey("grant", Grant)


def grant_of_key(entry: PlainKey | ApiKey, clock: Callable[[], float]) -> tuple[bytes, Grant]:
    """Return a configured key as it is sent, and what it grants."""
    text = key_text(entry)
    # Blanks around a sent key are not its own; a key of nothing but blanks is never right.
    sent = text.strip().encode() or text.encode()
    if not isinstance(entry, ApiKey):
        return sent, Grant()
    limits = KeyLimits(
        entry.name, requests_a_minute=entry.requests_a_minute, at_a_time=entry.at_a_time, clock=clock
    )
    return sent, Grant(entry.name, frozenset(entry.scopes), limits)
