"""Everything about who is let in that this server keeps itself."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from pathlib import Path

from wyoming_morgan.access.codes import PairingCodes
from wyoming_morgan.access.identity import server_id
from wyoming_morgan.access.kept import kept_key
from wyoming_morgan.access.keys import PairedKey, PairedKeys

_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PairedClient:
    """A client that has just been paired."""

    name: str
    api_key: str


class Access:
    """This server's id, the keys of paired clients, and the pairing code. `load` it before use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._keys = PairedKeys(folder)
        self._codes = PairingCodes()
        self._id = ""
        self._writing = asyncio.Lock()

    @property
    def id(self) -> str:
        """The id of this server, which stays the same."""
        return self._id

    @property
    def paired(self) -> tuple[PairedKey, ...]:
        """The paired clients."""
        return self._keys.entries

    async def load(self) -> None:
        """Read what is kept, and make up the id the first time.

        Raises:
            ConfigurationError: the file of keys cannot be read.
        """
        self._id = await asyncio.to_thread(server_id, self._folder)
        await asyncio.to_thread(self._keys.load)

    def owner(self, key: bytes) -> str | None:
        """Return the name of the paired client whose key this is."""
        return self._keys.owner(key)

    def proofs(self, nonce: str, address: str) -> list[str]:
        """Return what shows paired clients that this server has their keys, and is reached at an address.

        Each is the HMAC-SHA256 of `nonce`, a line feed and the address, by the SHA-256 of one key.
        """
        return self._keys.proofs(f"{nonce}\n{address}".encode())

    def new_code(self) -> str:
        """Return a new pairing code in place of the one before."""
        return self._codes.new()

    async def pair(self, code: str, name: str, address: str) -> PairedClient:
        """Make a key for a client that sends the code.

        Raises:
            WrongCode, TooManyTries: as `PairingCodes.use` does.
            TooLarge, StoreUnavailable: as `PairedKeys.add` does; the code is used up.
        """
        self._codes.use(code, address)
        async with self._writing:
            client = PairedClient(*await asyncio.to_thread(self._keys.add, name))
        _LOGGER.info("%s at %s was paired", client.name, address)
        return client

    async def kept_key(self, name: str) -> str:
        """Return the key of a client that gets it with no code: the same one until it is revoked.

        Raises:
            TooLarge, StoreUnavailable: as `kept_key` does.
        """
        async with self._writing:
            return await asyncio.to_thread(kept_key, self._folder, self._keys, name)

    async def revoke(self, name: str) -> None:
        """Forget the key of a paired client.

        Raises:
            NotFound, StoreUnavailable: as `PairedKeys.revoke` does.
        """
        async with self._writing:
            await asyncio.to_thread(self._keys.revoke, name)
        _LOGGER.info("the key of %s counts no longer", name)
