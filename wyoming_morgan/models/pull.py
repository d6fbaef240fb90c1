"""Pulls models: finds their files, downloads and checks them, and moves the whole into place in one step."""

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
from wyoming_morgan.models.catalogue import CatalogueEntry
from wyoming_morgan.models.checksums import Checksums, checksums
from wyoming_morgan.models.disk import need_room, put_in_place, recover
from wyoming_morgan.models.download import Download
from wyoming_morgan.models.hosts import Hosts
from wyoming_morgan.models.importing import import_model
from wyoming_morgan.models.locks import waiting_lock
from wyoming_morgan.models.manifest import FileRecord, Manifest
from wyoming_morgan.models.retries import Retries
from wyoming_morgan.models.sources import SourceFile, resolve
from wyoming_morgan.models.store import ModelStore, folder_bytes
from wyoming_morgan.models.verify import is_whole
from wyoming_morgan.settings import setting


class PullProgress(Protocol):
    """Receives the progress of pulls. Sizes are in bytes."""

    def begin(self, model: str, total: int | None) -> None:
        """The download of a model begins; `total` is None if unknown."""

    def advance(self, model: str, count: int) -> None:
        """More bytes arrived; a negative count was discarded, to be downloaded again."""

    def note(self, model: str, text: str) -> None:
        """A note for the user."""


@dataclass(frozen=True, slots=True)
class PullLimits:
    """The limits of a pull."""

    files: int = 4
    """Files that are downloaded at the same time, of all models together."""
    stall_seconds: float = 30.0
    """Seconds without a byte after which the connection is closed and opened again."""
    connect_seconds: float = 15.0
    retries: Retries = field(default_factory=Retries)


@dataclass(frozen=True, slots=True)
class PulledModel:
    """A model on disk. `fresh` is whether this pull put it there; `checked` is as in its manifest."""

    id: str
    path: Path
    bytes: int
    fresh: bool = True
    checked: bool = True


class Puller:
    """Pulls models into a store. An async context manager, since it holds connections."""

    def __init__(
        self, store: ModelStore, hosts: Hosts, progress: PullProgress, limits: PullLimits | None = None
    ) -> None:
        self._store = store
        self._hosts = hosts
        self._progress = progress
        self._limits = limits or PullLimits()
        self._places = asyncio.Semaphore(self._limits.files)
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=self._limits.connect_seconds, sock_read=self._limits.stall_seconds
        )
        # It uses the proxy of the environment, like other programs.
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
        self,
        entry: CatalogueEntry,
        *,
        force: bool = False,
        accepted: bool = False,
        source: Path | None = None,
    ) -> PulledModel:
        """Pull one model, from the network or from `source`, a folder or an archive.

        A model that is whole on disk stays, unless `force` replaces it once the new one is complete.

        Raises:
            InvalidRequest: its license was not accepted, or `source` is not the model.
            DownloadFailed: it cannot be downloaded, or is damaged.
            DiskFull: there is not enough disk space.
            ConfigurationError: the folder of models cannot be written.
        """
        place = self._store.path(entry.engine, entry.name)
        staging = self._store.staging(entry.engine, entry.name)
        try:
            async with waiting_lock(
                staging.with_name(f"{staging.name}.lock"),
                lambda: self._progress.note(entry.id, "another process is pulling it; waiting"),
            ) as waited:
                recover(staging, place)
                if place.is_dir() and (waited or not force) and await asyncio.to_thread(is_whole, place):
                    return PulledModel(
                        entry.id, place, await asyncio.to_thread(folder_bytes, place), fresh=False
                    )
                self._check_license(entry, place, accepted=accepted)
                if source is None:
                    files, checked, sources = await self._fetch(entry, staging)
                else:
                    files, checked = await asyncio.to_thread(
                        import_model,
                        entry,
                        source,
                        staging,
                        lambda count: self._progress.advance(entry.id, count),
                    )
                    sources = (str(source),)
                about = Manifest(
                    id=entry.id,
                    sources=sources,
                    license=entry.license,
                    checked=checked,
                    pulled_at=manifest.now(),
                    own=entry.own,
                    files={
                        path: FileRecord(actual.size, actual.sha256) for path, actual in sorted(files.items())
                    },
                )
                await asyncio.to_thread(self._settle, entry, about, staging, place)
        except OSError as error:
            raise ConfigurationError(
                f"{error.filename or self._store.root} cannot be written: {error.strerror}",
                hint=f"set {setting('core.models_dir')} to a folder that you can write",
            ) from error
        return PulledModel(entry.id, place, sum(actual.size for actual in files.values()), checked=checked)

    async def _fetch(
        self, entry: CatalogueEntry, staging: Path
    ) -> tuple[dict[str, Checksums], bool, tuple[str, ...]]:
        """Download the files; return them, whether checksums were known for all, and their sources."""
        assert self._session is not None  # noqa: S101 - it is used as a context manager
        resolved = [
            await resolve(self._session, source, self._hosts, self._limits.retries)
            for source in entry.sources
        ]
        files = [file for source in resolved for file in source.files]
        sizes = [file.expected.size for file in files]
        total = sum(size for size in sizes if size is not None) if None not in sizes else entry.bytes
        await asyncio.to_thread(_prepare, staging, files, total or 0)
        self._progress.begin(entry.id, total)
        tasks = [asyncio.ensure_future(self._fetch_file(entry, file, staging)) for file in files]
        try:
            downloaded = await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        actual = {name: sums for parts in downloaded for name, sums in parts.items()}
        names = [
            f"{source}" if resolution.commit is None else f"{source} ({resolution.commit})"
            for source, resolution in zip(entry.sources, resolved, strict=True)
        ]
        return actual, all(file.expected.known for file in files), tuple(names)

    async def _fetch_file(
        self, entry: CatalogueEntry, file: SourceFile, staging: Path
    ) -> dict[str, Checksums]:
        assert self._session is not None  # noqa: S101 - it is used as a context manager
        target = staging / file.path
        async with self._places:
            download = Download(
                self._session,
                file,
                target,
                self._limits.retries,
                lambda count: self._progress.advance(entry.id, count),
            )
            actual = await download.run(lambda text: self._progress.note(entry.id, text))
        if not file.unpack:
            return {file.path: actual}
        return await asyncio.to_thread(_unpack, target, staging, file.unpack)

    def _check_license(self, entry: CatalogueEntry, place: Path, *, accepted: bool) -> None:
        if entry.asks is None or accepted or (place / manifest.LICENCE_ACCEPTED).is_file():
            return
        raise InvalidRequest(
            f"{entry.id} has the license {entry.asks.license}: {entry.asks.text} ({entry.asks.url})",
            hint=f"to accept it, run: morgan models pull {entry.id} --accept-license",
        )

    def _settle(self, entry: CatalogueEntry, about: Manifest, staging: Path, place: Path) -> None:
        """Write the manifest, and move the model into place."""
        if entry.asks is not None:
            accepted = staging / manifest.LICENCE_ACCEPTED
            accepted.write_text(
                f"{entry.asks.license}\n{entry.asks.url}\naccepted {about.pulled_at}\n", encoding="utf-8"
            )
        about.write(staging)
        put_in_place(staging, place)


def _prepare(staging: Path, files: list[SourceFile], total: int) -> None:
    """Remove the files of an earlier pull of another version, and check the disk space."""
    staging.mkdir(parents=True, exist_ok=True)
    ours = {f"{file.path}{suffix}" for file in files for suffix in ("", ".part", ".part.json")}
    for path in sorted(staging.rglob("*")):
        if path.is_file() and path.relative_to(staging).as_posix() not in ours:
            path.unlink()
    need_room(staging, total - folder_bytes(staging))


def _unpack(archive: Path, staging: Path, patterns: tuple[str, ...]) -> dict[str, Checksums]:
    names = unpack(archive, staging, patterns)
    missing = [pattern for pattern in patterns if pattern not in names]
    if missing:
        raise InvalidRequest(f"{archive.name} lacks {', '.join(missing)}")
    archive.unlink()
    return {name: checksums(staging / name) for name in names}
