"""Brings models: looked up, fetched, checked, put together beside the others, put in place in one step."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

import aiohttp

from wyoming_morgan.errors import ConfigurationError, InvalidRequest
from wyoming_morgan.models import manifest
from wyoming_morgan.models.archives import unpack
from wyoming_morgan.models.bring import bring
from wyoming_morgan.models.catalogue import Entry
from wyoming_morgan.models.checksums import Checksums, checksums
from wyoming_morgan.models.disk import need_room, put_in_place, recover
from wyoming_morgan.models.download import Download
from wyoming_morgan.models.hosts import Hosts
from wyoming_morgan.models.locks import waiting_lock
from wyoming_morgan.models.manifest import Kept, Manifest
from wyoming_morgan.models.retries import Retries
from wyoming_morgan.models.sources import Wanted, resolve
from wyoming_morgan.models.store import ModelStore, folder_bytes
from wyoming_morgan.settings import setting


class Progress(Protocol):
    """Told how far pulls are. Sizes are in bytes."""

    def begin(self, model: str, total: int | None) -> None:
        """A model begins to come in; `total` is None where nobody told."""

    def advance(self, model: str, count: int) -> None:
        """So much more is there; less, if negative: something is fetched anew."""

    def note(self, model: str, text: str) -> None:
        """Something that people may want to know."""


@dataclass(frozen=True, slots=True)
class Pace:
    """The bounds a pull works in."""

    files: int = 4
    """Files that come in at the same time, of all models together."""
    stall_seconds: float = 30.0
    """Seconds without a byte after which a connection is given up, and made anew."""
    connect_seconds: float = 15.0
    retries: Retries = field(default_factory=Retries)


@dataclass(frozen=True, slots=True)
class Pulled:
    """A model in its place. `fresh` tells whether it was not there before; `checked`, as in its manifest."""

    id: str
    path: Path
    bytes: int
    fresh: bool = True
    checked: bool = True


class Puller:
    """Brings models into a store. An async context manager: it holds connections."""

    def __init__(self, store: ModelStore, hosts: Hosts, progress: Progress, pace: Pace | None = None) -> None:
        self._store = store
        self._hosts = hosts
        self._progress = progress
        self._pace = pace or Pace()
        self._places = asyncio.Semaphore(self._pace.files)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self._pace.connect_seconds, sock_read=self._pace.stall_seconds
        )
        # As every program of the machine, it goes through the proxy that the environment names.
        self._session = aiohttp.ClientSession(
            timeout=timeout,
            trust_env=True,
            auto_decompress=False,
            headers={"Accept-Encoding": "identity", "User-Agent": "morgan"},
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def pull(
        self, entry: Entry, *, force: bool = False, accepted: bool = False, source: Path | None = None
    ) -> Pulled:
        """Bring one model, from the network or from `source`, a folder or an archive.

        One that is there stays, unless `force` replaces it, which is done when the new one is complete.

        Raises:
            InvalidRequest: its license was not accepted, or `source` is not the model.
            DownloadFailed: it cannot be had, or is not what it should be.
            DiskFull: there is no room for it.
            ConfigurationError: the folder of models cannot be written.
        """
        place = self._store.path(entry.engine, entry.name)
        staging = self._store.staging(entry.engine, entry.name)
        try:
            async with waiting_lock(
                staging.with_name(f"{staging.name}.lock"),
                lambda: self._progress.note(entry.id, "another morgan pulls it; waiting for that one"),
            ) as waited:
                recover(staging, place)
                if place.is_dir() and (waited or not force):
                    return Pulled(entry.id, place, await asyncio.to_thread(folder_bytes, place), fresh=False)
                self._check_license(entry, place, accepted=accepted)
                if source is None:
                    found, checked, sources = await self._fetch(entry, staging)
                else:
                    found, checked = await asyncio.to_thread(
                        bring, entry, source, staging, lambda count: self._progress.advance(entry.id, count)
                    )
                    sources = (str(source),)
                about = Manifest(
                    id=entry.id,
                    sources=sources,
                    license=entry.license,
                    checked=checked,
                    pulled_at=manifest.now(),
                    files={path: Kept(each.size, each.sha256) for path, each in sorted(found.items())},
                )
                await asyncio.to_thread(self._settle, entry, about, staging, place)
        except OSError as error:
            raise ConfigurationError(
                f"{error.filename or self._store.root} cannot be written: {error.strerror}",
                hint=f"set {setting('core.models_dir')} to a folder of yours",
            ) from error
        return Pulled(entry.id, place, sum(each.size for each in found.values()), checked=checked)

    async def _fetch(self, entry: Entry, staging: Path) -> tuple[dict[str, Checksums], bool, tuple[str, ...]]:
        """Fetch the files; return them, whether checksums were known for all, and where they are from."""
        assert self._session is not None  # noqa: S101 - it is used as a context manager
        resolved = [
            await resolve(self._session, each, self._hosts, self._pace.retries) for each in entry.sources
        ]
        wanted = [file for each in resolved for file in each.files]
        sizes = [file.expected.size for file in wanted]
        total = sum(size for size in sizes if size is not None) if None not in sizes else entry.bytes
        await asyncio.to_thread(_prepare, staging, wanted, total or 0)
        self._progress.begin(entry.id, total)
        tasks = [asyncio.ensure_future(self._fetch_file(entry, file, staging)) for file in wanted]
        try:
            arrived = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        found = {name: each for files in arrived for name, each in files.items()}
        names = [
            f"{source}" if each.commit is None else f"{source} ({each.commit})"
            for source, each in zip(entry.sources, resolved, strict=True)
        ]
        return found, all(file.expected.known for file in wanted), tuple(names)

    async def _fetch_file(self, entry: Entry, wanted: Wanted, staging: Path) -> dict[str, Checksums]:
        assert self._session is not None  # noqa: S101 - it is used as a context manager
        target = staging / wanted.path
        async with self._places:
            download = Download(
                self._session,
                wanted,
                target,
                self._pace.retries,
                lambda count: self._progress.advance(entry.id, count),
            )
            found = await download.run(lambda text: self._progress.note(entry.id, text))
        if not wanted.unpack:
            return {wanted.path: found}
        return await asyncio.to_thread(_unpack, target, staging, wanted.unpack)

    def _check_license(self, entry: Entry, place: Path, *, accepted: bool) -> None:
        if entry.asks is None or accepted or (place / manifest.LICENCE_ACCEPTED).is_file():
            return
        raise InvalidRequest(
            f"{entry.id} comes under the {entry.asks.license}: {entry.asks.text} ({entry.asks.url})",
            hint=f"to accept it, run: morgan models pull {entry.id} --accept-license",
        )

    def _settle(self, entry: Entry, about: Manifest, staging: Path, place: Path) -> None:
        """Write what the model is, and give it its place."""
        if entry.asks is not None:
            accepted = staging / manifest.LICENCE_ACCEPTED
            accepted.write_text(
                f"{entry.asks.license}\n{entry.asks.url}\naccepted {about.pulled_at}\n", encoding="utf-8"
            )
        about.write(staging)
        put_in_place(staging, place)


def _prepare(staging: Path, wanted: list[Wanted], total: int) -> None:
    """Make room, and remove what an earlier pull of another version has left."""
    staging.mkdir(parents=True, exist_ok=True)
    ours = {f"{file.path}{suffix}" for file in wanted for suffix in ("", ".part", ".part.json")}
    for path in sorted(staging.rglob("*")):
        if path.is_file() and path.relative_to(staging).as_posix() not in ours:
            path.unlink()
    need_room(staging, total - folder_bytes(staging))


def _unpack(archive: Path, staging: Path, patterns: tuple[str, ...]) -> dict[str, Checksums]:
    names = unpack(archive, staging, patterns)
    absent = [pattern for pattern in patterns if pattern not in names]
    if absent:
        raise InvalidRequest(f"{archive.name} lacks {', '.join(absent)}")
    archive.unlink()
    return {name: checksums(staging / name) for name in names}
