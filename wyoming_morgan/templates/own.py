"""The files of Morgan's own templates: `own/<language>.yaml`, and those in its folders.

Imports little: a process that only compares them needs no grammar.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files

_FOLDERS = (("own",), ("own", "questions"), ("own", "kinds"), ("own", "said"))


def own_files(language: str) -> list[str]:
    """Return the text of each file of a language."""
    paths = (files(__package__).joinpath(*folder, f"{language}.yaml") for folder in _FOLDERS)
    return [file.read_text(encoding="utf-8") for file in paths if file.is_file()]


def own_digest(language: str) -> str:
    """Return hexadecimal digits that change whenever a file of a language does."""
    return hashlib.sha256("\0".join(own_files(language)).encode()).hexdigest()[:24]
