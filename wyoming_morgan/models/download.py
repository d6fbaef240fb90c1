"""Brings one file: resumed where it stopped, checked before it gets its name.

While a file comes in it is called `<name>.part`; `<name>.part.json` beside it tells of which version it is.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import aiohttp

from wyoming_morgan.errors import DownloadFailed
from wyoming_morgan.models.checksums import Checksums, checksums
from wyoming_morgan.models.disk import in_thread, no_room, sync
from wyoming_morgan.models.hosts import REMEDIES, refusal
from wyoming_morgan.models.retries import Interrupted, Retries, unreachable
from wyoming_morgan.models.sources import Wanted

Advance = Callable[[int], None]
"""Told the bytes that came, or, if negative, that were thrown away."""

_BLOCK = 1024 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class Download:
    """One file on its way to `target`."""

    def __init__(
        self, session: aiohttp.ClientSession, wanted: Wanted, target: Path, retries: Retries, advance: Advance
    ) -> None:
        self._session = session
        self._wanted = wanted
        self._target = target
        self._part = target.with_name(f"{target.name}.part")
        self._notes = target.with_name(f"{target.name}.part.json")
        self._retries = retries
        self._advance = advance
        self._host = urlsplit(wanted.url).netloc
        self._told = 0
        self._furthest = 0

    async def run(self, note: Callable[[str], None]) -> Checksums:
        """Bring the file; what has arrived before is gone on from.

        Raises:
            DownloadFailed: it cannot be had, or is not what it should be, twice.
            DiskFull: there is no room for it.
        """
        if (found := await self._arrived()) is not None:
            return found
        for last in (False, True):
            await self._retries.run(self._wanted.url, self._attempt)
            found = await asyncio.to_thread(checksums, self._part)
            difference = self._wanted.expected.difference(found)
            if not difference:
                await in_thread(self._finish)
                return found
            self._discard()
            if not last:
                note(f"{self._wanted.path} is not what it should be: {difference}; it is fetched again")
        raise DownloadFailed(
            f"{self._wanted.path} from {self._host} is not what it should be: {difference}",
            hint="somebody changes it on the way, or its publisher did just now; pull again later, "
            "or from elsewhere with --mirror URL",
        )

    async def _arrived(self) -> Checksums | None:
        """Return the checksums of a file that an earlier pull has brought, if it is the right one."""
        if not self._target.is_file():
            return None
        found = await asyncio.to_thread(checksums, self._target)
        # Without a checksum nothing tells an old version from a new one of the same size.
        if not self._wanted.expected.known or self._wanted.expected.difference(found):
            self._target.unlink()
            return None
        self._count(found.size)
        return found

    async def _attempt(self) -> None:
        have = self._resumable()
        self._count(have)
        size = self._wanted.expected.size
        if size is not None and have == size:
            return
        headers = dict(self._wanted.headers)
        if have:
            headers["Range"] = f"bytes={have}-"
            if etag := self._etag():
                headers["If-Range"] = etag
        begun = have
        try:
            async with self._session.get(self._wanted.url, headers=headers) as response:
                have = begun = self._start_of(response, have)
                self._count(have)
                self._part.parent.mkdir(parents=True, exist_ok=True)
                self._keep_notes(response)
                with self._open(have) as file:
                    async for block in _blocks(response):
                        await in_thread(self._write, file, block)
                        have += len(block)
                        self._count(have)
                        if size is not None and have > size:
                            return  # more than there should be: the checksum will not fit, so no more of it
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            if have == begun and not isinstance(error, aiohttp.ClientPayloadError | TimeoutError):
                raise
            raise Interrupted(
                unreachable(self._wanted.url, error), gained=self._gained(begun, have)
            ) from error
        whole = size if size is not None else _length(response, begun)
        if whole is not None and have < whole:
            failure = DownloadFailed(
                f"{self._host} ended {self._wanted.path} after {have} of {whole} bytes", hint=REMEDIES
            )
            raise Interrupted(failure, gained=self._gained(begun, have))

    def _gained(self, begun: int, have: int) -> bool:
        """Tell whether an attempt came further than all before it: one that began anew may not have."""
        gained = have > max(begun, self._furthest)
        self._furthest = max(have, self._furthest)
        return gained

    def _start_of(self, response: aiohttp.ClientResponse, have: int) -> int:
        """Return how much of what is there the answer goes on from."""
        match response.status:
            case HTTPStatus.OK:
                return 0
            case HTTPStatus.PARTIAL_CONTENT:
                told = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
                if told and int(told[1]) == have:
                    return have
                self._discard()
                raise Interrupted(_odd(response))
            case HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._discard()
                raise Interrupted(_odd(response))
        self._retries.check(response)
        raise refusal(self._wanted.url, response.status, response.headers.get("X-Error-Code"))

    def _resumable(self) -> int:
        """Return how many bytes may be gone on from."""
        try:
            have = self._part.stat().st_size
        except FileNotFoundError:
            return 0
        notes = self._read_notes()
        expected = self._wanted.expected
        same = notes.get("sha256") == expected.sha256 and notes.get("git") == expected.git
        if not same or not (expected.known or self._etag()) or have > (expected.size or have):
            self._discard()
            return 0
        return have

    def _etag(self) -> str | None:
        """Return the tag of the version that is coming in; a weak one says nothing about bytes (RFC 9110)."""
        etag = self._read_notes().get("etag")
        return etag if etag and not etag.startswith("W/") else None

    def _read_notes(self) -> dict[str, str | None]:
        try:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return notes if isinstance(notes, dict) else {}

    def _keep_notes(self, response: aiohttp.ClientResponse) -> None:
        expected = self._wanted.expected
        notes = {"etag": response.headers.get("ETag"), "sha256": expected.sha256, "git": expected.git}
        with no_room(self._notes):
            self._notes.write_text(json.dumps(notes), encoding="utf-8")

    def _open(self, have: int) -> BinaryIO:
        with no_room(self._part):
            return self._part.open("ab" if have else "wb")

    def _write(self, file: BinaryIO, block: bytes) -> None:
        with no_room(self._part):
            file.write(block)
            file.flush()

    def _finish(self) -> None:
        with no_room(self._part):
            sync(self._part)
        self._part.rename(self._target)
        self._notes.unlink(missing_ok=True)

    def _discard(self) -> None:
        self._part.unlink(missing_ok=True)
        self._notes.unlink(missing_ok=True)
        self._count(0)

    def _count(self, have: int) -> None:
        if have != self._told:
            self._advance(have - self._told)
            self._told = have


async def _blocks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Yield the body in blocks that are worth a write; what came before the connection broke, too."""
    gathered = bytearray()
    try:
        async for chunk in response.content.iter_any():
            gathered += chunk
            if len(gathered) >= _BLOCK:
                yield bytes(gathered)
                gathered.clear()
    except (aiohttp.ClientError, TimeoutError, ConnectionError):
        if gathered:
            yield bytes(gathered)
        raise
    if gathered:
        yield bytes(gathered)


def _length(response: aiohttp.ClientResponse, begun: int) -> int | None:
    """Return how long the whole file is, if the answer tells."""
    return None if response.content_length is None else begun + response.content_length


def _odd(response: aiohttp.ClientResponse) -> DownloadFailed:
    return DownloadFailed(
        f"{response.url.authority} answered {response.status} to a request for the rest of a file",
        hint=REMEDIES,
    )
