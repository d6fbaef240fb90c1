"""A hub of models on a loopback port, as far as pulls need one.

It answers as `huggingface_hub` expects the real one to (its `HfApi.list_repo_tree`, `get_hf_file_metadata`
and `constants.py`): a commit for a revision, a tree in pages with git's SHA-1 for every file and the SHA-256
of the large ones, and files behind a redirect to another place (`X-Linked-Etag`, `X-Linked-Size`,
`X-Repo-Commit`) that knows ETag, Range and If-Range (RFC 9110).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

COMMIT = "5e2b4f1c0d9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c"
LARGE = 10_000
"""Files of this size and more are large ones, with a SHA-256."""
PAGE = 3


def git_sha1(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


@dataclass
class Hub:
    """`repos` holds bytes by repository and path; `files` by address, for what is no repository."""

    repos: dict[str, dict[str, bytes]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    url: str = ""
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    """Every large file that was asked for, with the range. What follows happens to large files alone."""
    tokens: list[str | None] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    """After how many bytes the next answers break off, one each."""
    statuses: list[int] = field(default_factory=list)
    """What the next answers of files are instead."""
    corrupt: int = 0
    """How many of the next files have a wrong byte."""
    ranges: bool = True
    etags: bool = True
    gate: asyncio.Event | None = None
    """Holds files back until it is set."""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    stall: bool = False
    pieces: int = 64 * 1024
    delay: float = 0.0

    async def revision(self, request: web.Request) -> web.Response:
        self.tokens.append(request.headers.get("Authorization"))
        if request.match_info["repo"] not in self.repos:
            # So the hub answers those who have no token, also where nothing is.
            return web.json_response(
                {"error": "Invalid username or password."},
                status=401,
                headers={"X-Error-Code": "RepoNotFound"},
            )
        return web.json_response({"sha": COMMIT, "siblings": []})

    async def tree(self, request: web.Request) -> web.Response:
        assert request.query["recursive"] == "true"
        assert request.match_info["revision"] == COMMIT
        files = self.repos[request.match_info["repo"]]
        listed: list[dict[str, object]] = [
            {"type": "directory", "oid": "0" * 40, "size": 0, "path": "folder"}
        ]
        for path, data in files.items():
            entry: dict[str, object] = {
                "type": "file",
                "oid": git_sha1(data),
                "size": len(data),
                "path": path,
            }
            if len(data) >= LARGE:
                entry["lfs"] = {
                    "oid": hashlib.sha256(data).hexdigest(),
                    "size": len(data),
                    "pointerSize": 134,
                }
            listed.append(entry)
        start = int(request.query.get("cursor", 0))
        headers = {}
        if start + PAGE < len(listed):
            following = request.url.update_query(cursor=str(start + PAGE))
            headers["Link"] = f'<{following}>; rel="next"'
        return web.json_response(listed[start : start + PAGE], headers=headers)

    async def resolve(self, request: web.Request) -> web.Response:
        repo, path = request.match_info["repo"], request.match_info["path"]
        assert request.match_info["revision"] == COMMIT
        data = self.repos[repo][path]
        raise web.HTTPFound(
            f"/cdn/{repo}/{path}",
            headers={
                "X-Repo-Commit": COMMIT,
                "X-Linked-Size": str(len(data)),
                "X-Linked-Etag": f'"{hashlib.sha256(data).hexdigest()}"',
            },
        )

    async def cdn(self, request: web.Request) -> web.StreamResponse:
        return await self._send(request, self.repos[request.match_info["repo"]][request.match_info["path"]])

    async def address(self, request: web.Request) -> web.StreamResponse:
        if request.path not in self.files:
            raise web.HTTPNotFound
        return await self._send(request, self.files[request.path])

    async def _send(  # noqa: C901 - one mishap after the other
        self, request: web.Request, data: bytes
    ) -> web.StreamResponse:
        large = len(data) >= LARGE
        if large:
            self.asked.append((request.path, request.headers.get("Range")))
            self.arrived.set()
        if large and self.statuses:
            return web.Response(status=self.statuses.pop(0), headers={"Retry-After": "0"})
        if large and self.corrupt:
            self.corrupt -= 1
            data = bytes([data[0] ^ 1]) + data[1:]
        etag = f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
        start = 0
        if self.ranges and "Range" in request.headers and request.headers.get("If-Range", etag) == etag:
            start = int(request.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            if start >= len(data):
                return web.Response(status=416, headers={"Content-Range": f"bytes */{len(data)}"})
        response = web.StreamResponse(status=206 if start else 200)
        response.content_length = len(data) - start
        if self.etags:
            response.headers["ETag"] = etag
        if start:
            response.headers["Content-Range"] = f"bytes {start}-{len(data) - 1}/{len(data)}"
        await response.prepare(request)
        end = start + self.cuts.pop(0) if large and self.cuts else len(data)
        for offset in range(start, min(end, len(data)), self.pieces):
            await response.write(data[offset : min(offset + self.pieces, end, len(data))])
            await asyncio.sleep(self.delay)
            if large and self.gate is not None:
                await self.gate.wait()
        if large and self.stall:
            await asyncio.sleep(30)
        if end < len(data):
            assert request.transport is not None
            request.transport.close()  # what was written before is still sent
        return response


@asynccontextmanager
async def serve(hub: Hub) -> AsyncIterator[Hub]:
    application = web.Application()
    repo = "{repo:[^/]+/[^/]+}"
    application.add_routes(
        [
            web.get(f"/api/models/{repo}/revision/{{revision}}", hub.revision),
            web.get(f"/api/models/{repo}/tree/{{revision}}", hub.tree),
            web.get(f"/{repo}/resolve/{{revision}}/{{path:.+}}", hub.resolve),
            web.get(f"/cdn/{repo}/{{path:.+}}", hub.cdn),
            web.get("/{path:.+}", hub.address),
        ]
    )
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    hub.url = f"http://{host}:{port}"
    try:
        yield hub
    finally:
        await runner.cleanup()


def whisper(size: int = 300_000, mark: int = 0) -> dict[str, bytes]:
    """The files of a model, large enough to break off in their midst."""
    block = hashlib.sha256(bytes([mark])).digest()
    return {
        ".gitattributes": b"*.bin filter=lfs\n",
        "README.md": b"# A model\n",
        "config.json": json.dumps({"mark": mark}).encode(),
        "model.bin": block * (size // len(block)),
        "tokenizer.json": b"{}",
        "vocabulary.txt": b"a\nb\n",
    }


Told = Callable[[str], None]
