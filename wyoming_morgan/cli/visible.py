"""Makes signs visible that would command a terminal, or hide what a text says."""

from __future__ import annotations

import json
import re
from typing import Any

_COMMANDS = r"\x00-\x09\x0b-\x1f\x7f-\x9f"
"""C0 but the line feed, DEL and C1."""
_ORDER = r"\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
"""Line separators, and what changes the direction in which text is read."""
_EMPTY = r"\xad\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
_EMPTY_BEYOND = r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
"""Signs with no shape; the tags among them spell ASCII."""
_BROKEN = r"\ud800-\udfff"
"""Halves of signs, which cannot be written at all."""
_HIDDEN = re.compile(
    f"[{_COMMANDS}{_ORDER}{_EMPTY}{_EMPTY_BEYOND}{_BROKEN}]"
    # Joiners shape words of many scripts, and emoji; elsewhere they hide.
    r"|(?<![\u0600-\u1fff\u2190-\u2bff\ua000-\ud7ff\uf900-\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    r"|[\u200c\u200d](?![\u0600-\u1fff\u2190-\u2bff\ua000-\ud7ff\uf900-\ufe0f\U0001f000-\U0001faff])"
    # Variants of ideographs follow one.
    r"|(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]"
)


def visible(text: str) -> str:
    r"""Return a text with such signs as escapes, `\x1b`; a line feed stays."""
    return _HIDDEN.sub(_escape, text)


def on_one_line(text: str) -> str:
    r"""Return a text with such signs, and line feeds, as escapes."""
    return visible(text).replace("\n", r"\n")


def as_json(value: Any, *, indent: int | None = None) -> str:
    """Return JSON in which such signs are JSON's own escapes."""
    return _HIDDEN.sub(_json_escape, json.dumps(value, ensure_ascii=False, indent=indent))


def _escape(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()


def _json_escape(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1]
