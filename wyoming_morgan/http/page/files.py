"""The files of the page: read from the package once, with what browsers are told of each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

INDEX = "index.html"
_FOLDER = "static"
_TYPES: Mapping[str, str] = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
}
_TAG_DIGITS = 32


@dataclass(frozen=True, slots=True)
class PageFile:
    """One file. `tag` changes with its content."""

    body: bytes
    content_type: str
    tag: str


def read_page() -> Mapping[str, PageFile]:
    """Return every file of the page by its name. This reads from disk."""
    folder = resources.files(__package__).joinpath(_FOLDER)
    return {entry.name: _file(entry.name, entry.read_bytes()) for entry in folder.iterdir()}


def _file(name: str, body: bytes) -> PageFile:
    tag = hashlib.sha256(body).hexdigest()[:_TAG_DIGITS]
    return PageFile(body, _TYPES[name.rpartition(".")[2]], tag)
