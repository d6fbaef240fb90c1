"""The keys that pairing made: their names, and what tells a right key, but not the keys themselves."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wyoming_morgan.access.files import read_json, write_json
from wyoming_morgan.errors import ConfigurationError, NotFound, StoreUnavailable, TooLarge

KEYS_FILE = "paired.json"
_KEY_BYTES = 32
_MOST_KEYS = 64


@dataclass(frozen=True, slots=True)
class PairedKey:
    """One client that was paired."""

    name: str
    created: str
    """When, in ISO 8601."""
    digest: str
    """SHA-256 of the key: keys are random, so nobody finds one by trying."""


class PairedKeys:
    """The keys in one folder. Its methods read and write files: call them where that may take time."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / KEYS_FILE
        self._keys: tuple[PairedKey, ...] = ()

    @property
    def entries(self) -> tuple[PairedKey, ...]:
        """The keys, the oldest first."""
        return self._keys

    def load(self) -> None:
        """Read the file.

        Raises:
            ConfigurationError: it cannot be read; without it nobody knows which keys count.
        """
        try:
            content = read_json(self._file)
            self._keys = tuple(_entries(content))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigurationError(
                f"the keys of paired clients in {self._file} cannot be read: {error}",
                hint="make it readable for this user, or remove it and pair the clients again",
            ) from error

    def add(self, name: str) -> tuple[str, str]:
        """Make a key for a client; return the client's name, with a number if it is taken, and the key.

        Raises:
            TooLarge: there are too many keys.
            StoreUnavailable: it cannot be written.
        """
        if len(self._keys) >= _MOST_KEYS:
            raise TooLarge(f"{_MOST_KEYS} clients are paired", hint="run: morgan pair --revoke NAME")
        names = {entry.name for entry in self._keys}
        number, free = 1, name
        while free in names:
            number += 1
            free = f"{name} {number}"
        key = secrets.token_urlsafe(_KEY_BYTES)
        created = datetime.now(UTC).isoformat(timespec="seconds")
        self._write((*self._keys, PairedKey(free, created, _digest(key.encode()))))
        return free, key

    def revoke(self, name: str) -> None:
        """Forget the key of a client.

        Raises:
            NotFound: there is none of this name.
            StoreUnavailable: it cannot be written; the key still counts.
        """
        left = tuple(entry for entry in self._keys if entry.name != name)
        if len(left) == len(self._keys):
            raise NotFound(f"no paired client is called {name!r}", hint="run: morgan pair --list")
        self._write(left)

    def owner(self, key: bytes) -> str | None:
        """Return the name of the client whose key this is; how long it takes says nothing about the keys."""
        digest = _digest(key)
        names = [entry.name for entry in self._keys if hmac.compare_digest(entry.digest, digest)]
        return names[0] if names else None

    def proofs(self, message: bytes) -> list[str]:
        """Return, for each key, what only those who know it can make of a message."""
        return [
            hmac.new(bytes.fromhex(entry.digest), message, hashlib.sha256).hexdigest() for entry in self._keys
        ]

    def _write(self, keys: tuple[PairedKey, ...]) -> None:
        try:
            write_json(self._file, {"keys": [asdict(entry) for entry in keys]})
        except OSError as error:
            raise StoreUnavailable(
                f"{self._file} cannot be written: {error.strerror or error}",
                hint="make the data folder writable for the user that runs Morgan",
            ) from error
        self._keys = keys


def _digest(key: bytes) -> str:
    return hashlib.sha256(key).hexdigest()


def _entries(content: Any) -> Iterator[PairedKey]:
    for entry in [] if content is None else content["keys"]:
        yield PairedKey(str(entry["name"]), str(entry["created"]), str(entry["digest"]))
