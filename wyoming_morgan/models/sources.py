"""Finds the files of a model, as the hub lists them.

The API: https://huggingface.co/docs/hub/api and `huggingface_hub`'s `HfApi.list_repo_tree`. A file in the
tree has `path`, `size`, `oid` (git's SHA-1 of the blob) and, if it is large, `lfs` with `oid` (its SHA-256)
and `size`; long listings continue at the URL in the `Link` header.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from wyoming_morgan.errors import DownloadFailed
from wyoming_morgan.models.catalogue import HubSource, Source, UrlSource, matching
from wyoming_morgan.models.checksums import Expected
from wyoming_morgan.models.hosts import REMEDIES, Hosts, refusal
from wyoming_morgan.models.retries import Retries

_LARGEST_ANSWER = 16 * 1024 * 1024
_MOST_PAGES = 100
_GIT_BLOB = 40
"""The hexadecimal digits of a SHA-1."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file to download: its path in the model's folder, its URL, and its expected checksums."""

    path: str
    url: str
    expected: Expected = field(default_factory=Expected)
    headers: Mapping[str, str] = field(default_factory=dict)
    unpack: tuple[str, ...] = ()
    """The files to extract, if it is an archive."""


@dataclass(frozen=True, slots=True)
class ResolvedSource:
    """The files of a source, and their commit on the hub."""

    files: tuple[SourceFile, ...]
    commit: str | None = None


async def resolve(
    session: aiohttp.ClientSession, source: Source, hosts: Hosts, retries: Retries
) -> ResolvedSource:
    """Find the files of a source.

    Raises:
        DownloadFailed: the hub does not answer, or lacks a required file.
    """
    match source:
        case UrlSource():
            url = hosts.through(source.url)
            expected = Expected(size=source.bytes, sha256=source.sha256)
            return ResolvedSource(
                (SourceFile(source.file, url, expected, hosts.headers(url), source.unpack),)
            )
        case HubSource():
            return await _resolve_hub(session, source, hosts, retries)


def safe_path(path: str) -> str:
    """Return an untrusted path if it stays within its folder.

    Raises:
        DownloadFailed: it does not.
    """
    pure = PurePosixPath(path)
    if not path or pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path:
        raise DownloadFailed(f"the file {path!r} is outside the model's folder")
    return str(pure)


async def _resolve_hub(
    session: aiohttp.ClientSession, source: HubSource, hosts: Hosts, retries: Retries
) -> ResolvedSource:
    # The commit first: a branch may change while its files are downloaded.
    url = hosts.revision(source.repo, source.revision)
    answer, _ = await _json(session, url, hosts, retries)
    commit = answer.get("sha") if isinstance(answer, dict) else None
    if not isinstance(commit, str):
        raise _not_a_hub(url)
    listed = await _listing(session, source, commit, hosts, retries)
    prefix = f"{source.folder.rstrip('/')}/" if source.folder else ""
    below = {path.removeprefix(prefix): sums for path, sums in listed.items() if path.startswith(prefix)}
    for pattern in source.files:
        if not matching(below, (pattern,)):
            raise DownloadFailed(
                f"{source.repo} has no {pattern}, which the engine needs",
                hint="choose a model of the engine's kind; run: morgan models list",
            )
    return ResolvedSource(
        tuple(
            SourceFile(
                path=safe_path(name),
                url=(address := hosts.file(source.repo, commit, prefix + name)),
                expected=below[name],
                headers=hosts.headers(address),
            )
            for name in matching(below, (*source.files, *source.optional))
        ),
        commit,
    )


async def _listing(
    session: aiohttp.ClientSession, source: HubSource, commit: str, hosts: Hosts, retries: Retries
) -> dict[str, Expected]:
    listed: dict[str, Expected] = {}
    url: str | None = hosts.tree(source.repo, commit)
    for _ in range(_MOST_PAGES):
        if url is None:
            break
        page, following = await _json(session, url, hosts, retries)
        if not isinstance(page, list):
            raise _not_a_hub(url)
        for entry in page:
            try:
                if entry["type"] == "file":
                    listed[str(entry["path"])] = _expected(entry)
            except (KeyError, TypeError, ValueError) as error:
                raise _not_a_hub(url) from error
        url = hosts.through(following) if following else None
    return listed


def _expected(entry: Mapping[str, Any]) -> Expected:
    if lfs := entry.get("lfs"):
        return Expected(size=int(lfs["size"]), sha256=str(lfs["oid"]).removeprefix("sha256:"))
    git = str(entry["oid"])
    return Expected(size=int(entry["size"]), git=git if len(git) == _GIT_BLOB else None)


async def _json(
    session: aiohttp.ClientSession, url: str, hosts: Hosts, retries: Retries
) -> tuple[Any, str | None]:
    """Return the JSON of a URL, and the URL of the next page."""

    async def request() -> tuple[Any, str | None]:
        async with session.get(url, headers=hosts.headers(url)) as response:
            if response.status != HTTPStatus.OK:
                retries.check(response)
                raise refusal(url, response.status, response.headers.get("X-Error-Code"))
            body = b"".join([chunk async for chunk in _bounded(response)])
            following = response.links.get("next")
            return json.loads(body), str(following["url"]) if following else None

    try:
        return await retries.run(url, request)
    except ValueError as error:
        raise _not_a_hub(url) from error


async def _bounded(response: aiohttp.ClientResponse) -> Any:
    size = 0
    async for chunk in response.content.iter_any():
        size += len(chunk)
        if size > _LARGEST_ANSWER:
            raise _not_a_hub(str(response.url))
        yield chunk


def _not_a_hub(url: str) -> DownloadFailed:
    return DownloadFailed(
        f"{urlsplit(url).netloc} does not answer like a hub of models",
        hint=f"check its address, or {REMEDIES}",
    )
