"""Reads values of other servers in the shapes that they come in; what cannot be read is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

_DEEPEST = 4
_TEXT_KEYS = ("text", "content", "value", "parts", "thinking")
_ERROR_KEYS = (
    "message",
    "detail",
    "error",
    "msg",
    "error_message",
    "error_description",
    "description",
    "title",
)
_ERROR_KINDS = frozenset({"error", "exception"})
_MOST_PARTS = 1000


def parsed(data: bytes | str) -> Any:
    """Parse JSON; odd bytes and lone surrogates are replaced.

    Raises:
        ValueError: it is not valid.
    """
    try:
        return from_json(data)
    except ValueError:
        # The quick parser refuses lone surrogates and odd bytes, this one nearly nothing.
        readable = data.decode(errors="replace") if isinstance(data, bytes) else data
        try:
            return json.loads(readable, strict=False)
        except RecursionError as error:
            raise ValueError("too deep") from error


def object_in(value: object) -> Mapping[str, Any]:
    """Return a value that is an object, or an empty one."""
    return value if isinstance(value, dict) else {}


def objects_in(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list, or the one that comes in place of a list."""
    if isinstance(value, dict):
        return [value]
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def text_in(value: object, deepest: int = _DEEPEST) -> str:
    """Return the text of a value: a text, or parts of one, of which those of another kind are left out."""
    if isinstance(value, str):
        return value
    if not deepest:
        return ""
    if isinstance(value, list):
        return "".join(text_in(part, deepest - 1) for part in value[:_MOST_PARTS] if _is_text(part))
    if isinstance(value, dict):
        return next((text for key in _TEXT_KEYS if (text := text_in(value.get(key), deepest - 1))), "")
    return ""


def reasoning_in(content: object) -> str:
    """Return what is reasoned in a content of several parts."""
    parts = content if isinstance(content, list) else [content]
    return "".join(
        text_in(part) for part in parts[:_MOST_PARTS] if isinstance(part, dict) and not _is_text(part)
    )


def _is_text(part: object) -> bool:
    kind = part.get("type") if isinstance(part, dict) else None
    return not (isinstance(kind, str) and any(word in kind for word in ("think", "reason")))


def name_in(value: object) -> str:
    """Return a name or an id, which may also be a number."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return joined(value) if isinstance(value, str) else ""


def json_in(value: object) -> str:
    """Return arguments as JSON text, which some servers send as values."""
    if value is None or isinstance(value, str):
        return joined(value or "")
    return joined(json.dumps(value, ensure_ascii=False, default=str))


def joined(text: str) -> str:
    """Return text whose surrogates are joined to characters where two belong together, else replaced."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def error_in(chunk: Mapping[str, Any]) -> object:
    """Return the error that a chunk reports in place of a piece of a reply; None if it reports none."""
    if error := chunk.get("error"):
        return error
    choices = objects_in(chunk.get("choices"))
    if choices:
        return choices[0].get("error") or None
    if str(chunk.get("object")) in _ERROR_KINDS or str(chunk.get("type")) in _ERROR_KINDS:
        return chunk
    is_reply = any(name in chunk for name in ("choices", "done", "content", "response", "delta", "usage"))
    named = any(isinstance(chunk.get(key), str) for key in ("message", "detail"))
    return chunk if named and not is_reply else None


def error_words(error: object, deepest: int = _DEEPEST) -> str:
    """Return what an error says, in whatever shape; empty if it says nothing."""
    if isinstance(error, str):
        return joined(error).strip()
    if not deepest:
        return ""
    if isinstance(error, list):
        return next((words for part in error[:_MOST_PARTS] if (words := error_words(part, deepest - 1))), "")
    if isinstance(error, dict):
        return next((words for key in _ERROR_KEYS if (words := error_words(error.get(key), deepest - 1))), "")
    return ""
