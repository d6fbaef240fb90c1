"""What the settings of every room share: how messages name them, and the names that they had before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def setting(path: str) -> str:
    """Return how a message names a setting: by its full path, such as `core.http.api_keys`.

    A test walks every call and checks that the path exists, so no message names a setting that does not.
    """
    return path


_OF_HEADERS = re.compile(r"[\t\x20-\x7e]*")


def header_value(value: str) -> str:
    """Return a value that is sent in a header of HTTP, without blanks and line ends around it.

    Libraries refuse others only when they send them, with messages that repeat what may be a key.

    Raises:
        ValueError: it has other control characters in it, or signs that are not of ASCII.
    """
    value = value.strip()
    if not _OF_HEADERS.fullmatch(value):
        raise ValueError("may only have letters, digits and signs of ASCII, on one line")
    return value


@dataclass(frozen=True, slots=True)
class RenamedKey:
    """A key that is still accepted under its old name, with a warning that gives the new one.

    A settings model lists these in `renamed_keys: ClassVar[tuple[RenamedKey, ...]]`. Both names are dotted
    and relative to that model. The new name of one key may be the old name of another, and an old key that
    became several settings is listed once for each.
    """

    old: str
    new: str
    convert: Callable[[Any], Any] | None = None
    """Turns an old value into a new one, where the values changed too."""
    applies: Callable[[Any], bool] | None = None
    """Whether a value under the old name has the old meaning, where the name lives on with another one."""
