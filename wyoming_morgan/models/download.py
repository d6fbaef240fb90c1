"""Downloads one file: resumes after interruptions, and checks it before it gets its name.

An incomplete file is called `<name>.part`; `<name>.part.json` beside it identifies its version.
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
from wyoming_morgan.models.sources import SourceFile

Advance = Callable[[int], None]
"""Called with the number of bytes that arrived or, if negative, were discarded."""

_BLOCK = 1024 * 1024
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")


class Download:
    """The download of one file to `target`."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        file: SourceFile,
        target: Path,
        retries: Retries,
        advance: Advance,
    ) -> None:
        self._session = session
        self._file = file
        self._target = target
        self._part = target.with_name(f"{target.name}.part")
        self._notes = target.with_name(f"{target.name}.part.json")
        self._retries = retries
        self._advance = advance
        self._host = urlsplit(file.url).netloc
        self._counted = 0
        self._furthest = 0

    async def run(self, note: Callable[[str], None]) -> Checksums:
        """Download the file, or resume its download.

        Raises:
            DownloadFailed: it cannot be downloaded, or its checksum was wrong twice.
            DiskFull: there is not enough disk space.
        """
        if (actual := await self._present()) is not None:
            return actual
        for last in (False, True):
            await self._retries.run(self._file.url, self._attempt)
            actual = await asyncio.to_thread(checksums, self._part)
            difference = self._file.expected.difference(actual)
            if not difference:
                await in_thread(self._finish)
                return actual
            self._discard()
            if not last:
                note(f"{self._file.path} is damaged: {difference}; downloading it again")
        raise DownloadFailed(
            f"{self._file.path} from {self._host} is damaged: {difference}",
            hint="it is altered on the way, or was just replaced by its publisher; pull again later, "
            "or from another host with --mirror URL",
        )

    async def _present(self) -> Checksums | None:
        """Return the checksums of a file that an earlier pull completed, if it is the expected one."""
        if not self._target.is_file():
            return None
        actual = await asyncio.to_thread(checksums, self._target)
        # Without a checksum an old version cannot be distinguished from a new one of the same size.
        if not self._file.expected.known or self._file.expected.difference(actual):
            self._target.unlink()
            return None
        self._count(actual.size)
        return actual

    async def _attempt(self) -> None:
        have = self._resumable()
        self._count(have)
        size = self._file.expected.size
        if size is not None and have == size:
            return
        headers = dict(self._file.headers)
        if have:
            headers["Range"] = f"bytes={have}-"
            if etag := self._etag():
                headers["If-Range"] = etag
        begun = have
        try:
            async with self._session.get(self._file.url, headers=headers) as response:
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
                            return  # longer than expected: the checksum cannot match, so stop
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            if have == begun and not isinstance(error, aiohttp.ClientPayloadError | TimeoutError):
                raise
            raise Interrupted(unreachable(self._file.url, error), gained=self._gained(begun, have)) from error
        whole = size if size is not None else _length(response, begun)
        if whole is not None and have < whole:
            failure = DownloadFailed(
                f"{self._host} ended {self._file.path} after {have} of {whole} bytes", hint=REMEDIES
            )
            raise Interrupted(failure, gained=self._gained(begun, have))

    def _gained(self, begun: int, have: int) -> bool:
        """Whether an attempt got further than all before it; one that began from zero may not have."""
        gained = have > max(begun, self._furthest)
        self._furthest = max(have, self._furthest)
        return gained

    def _start_of(self, response: aiohttp.ClientResponse, have: int) -> int:
        """Return the offset at which the body of the answer begins."""
        match response.status:
            case HTTPStatus.OK:
                return 0
            case HTTPStatus.PARTIAL_CONTENT:
                content_range = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
                if content_range and int(content_range[1]) == have:
                    return have
                self._discard()
                raise Interrupted(_unexpected(response))
            case HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._discard()
                raise Interrupted(_unexpected(response))
        self._retries.check(response)
        raise refusal(self._file.url, response.status, response.headers.get("X-Error-Code"))

    def _resumable(self) -> int:
        """Return the number of bytes from which the download can resume."""
        try:
            have = self._part.stat().st_size
        except FileNotFoundError:
            return 0
        notes = self._read_notes()
        expected = self._file.expected
        same = notes.get("sha256") == expected.sha256 and notes.get("git") == expected.git
        if not same or not (expected.known or self._etag()) or have > (expected.size or have):
            self._discard()
            return 0
        return have

    def _etag(self) -> str | None:
        """Return the ETag of the partial file; a weak one does not identify its bytes (RFC 9110)."""
        etag = self._read_notes().get("etag")
        return etag if etag and not etag.startswith("W/") else None

    def _read_notes(self) -> dict[str, str | None]:
        try:
            notes = json.loads(self._notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return notes if isinstance(notes, dict) else {}

    def _keep_notes(self, response: aiohttp.ClientResponse) -> None:
        expected = self._file.expected
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
        if have != self._counted:
            self._advance(have - self._counted)
            self._counted = have


async def _blocks(response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
    """Yield the body in large blocks, also the last bytes before a broken connection."""
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
    """Return the length of the whole file; None if the answer has none."""
    return None if response.content_length is None else begun + response.content_length


def _unexpected(response: aiohttp.ClientResponse) -> DownloadFailed:
    return DownloadFailed(
        f"{response.url.authority} answered {response.status} to a request for the rest of a file",
        hint=REMEDIES,
    )
