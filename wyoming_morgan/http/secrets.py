"""Short-lived secrets, by which a page in a browser may talk without knowing an API key.

https://platform.openai.com/docs/api-reference/realtime-sessions/create-realtime-client-secret
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wyoming_morgan.http.grants import Grant

PREFIX = "ek_"
_MOST = 1_000
"""Secrets at a time; older ones go."""


@dataclass(frozen=True, slots=True)
class ClientSecret:
    """A secret, when it ends in seconds since 1970, the session that is meant, and what its maker may do."""

    value: str
    expires_at: int
    session: Mapping[str, Any]
    grant: Grant


class ClientSecrets:
    """The secrets of this process. They are kept in memory only, and count until they expire."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._secrets: dict[str, ClientSecret] = {}

    def make(self, seconds: int, session: Mapping[str, Any], grant: Grant) -> ClientSecret:
        """Make a secret for a session that begins within so many seconds; it may do what its maker may."""
        now = self._clock()
        self._secrets = {value: secret for value, secret in self._secrets.items() if secret.expires_at > now}
        while len(self._secrets) >= _MOST:
            del self._secrets[next(iter(self._secrets))]
        secret = ClientSecret(PREFIX + secrets.token_urlsafe(32), int(now + seconds), session, grant)
        self._secrets[secret.value] = secret
        return secret

    def find(self, value: str) -> ClientSecret | None:
        """Return the secret, if there is such a one and it has not expired."""
        matches = [
            secret
            for kept, secret in self._secrets.items()
            if hmac.compare_digest(kept.encode(), value.encode("utf-8", "surrogateescape"))
        ]
        return matches[0] if matches and matches[0].expires_at > self._clock() else None
