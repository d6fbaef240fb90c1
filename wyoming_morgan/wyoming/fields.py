"""Reads the fields of events from clients, and checks their types."""

from __future__ import annotations

from typing import Any, TypeVar

from wyoming.event import Event

from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.languages.tags import is_undetermined
from wyoming_morgan.unset import is_blank

T = TypeVar("T")

MAX_IDENTIFIER = 256
"""Characters of an id that a client chose, or of a name that it asks for."""
_MAX_TIMESTAMP = 1 << 53
"""What every client can read as a number; longer than any stream."""


def text(event: Event, name: str) -> str:
    """Return a required text.

    Raises:
        InvalidRequest: it is missing or not a text. All functions here raise it for a wrong type.
    """
    value = optional_text(event, name)
    if value is None:
        raise InvalidRequest(f"{event.type} without '{name}'", hint=f"send '{name}' as a text")
    return value


def optional_text(event: Event, name: str) -> str | None:
    """Return a text, or None if it is absent or null."""
    return _typed(event, name, event.data.get(name), str, "a text")


def storable_text(event: Event, name: str) -> str:
    """Return a required text that every database can hold: one without the character NUL."""
    return _storable(event, name, text(event, name))


def optional_name(event: Event, name: str) -> str | None:
    """Return a name that is looked up, or None if it is absent, null or blank."""
    value = optional_text(event, name)
    if value is not None and is_blank(value):
        return None
    if value is not None and len(value) > MAX_IDENTIFIER:
        raise InvalidRequest(
            f"{event.type} with a '{name}' of {len(value)} characters",
            hint=f"send at most {MAX_IDENTIFIER}",
        )
    return value


def optional_language(event: Event, name: str) -> str | None:
    """Return a language as it was written, or None if any may be meant."""
    value = optional_name(event, name)
    return None if value is None or is_undetermined(value) else value


def optional_identifier(event: Event, name: str) -> str | None:
    """Return an id that every database can hold, or None if it is absent, null or blank."""
    value = optional_name(event, name)
    return None if value is None else _storable(event, name, value)


def texts(event: Event, name: str) -> tuple[str, ...]:
    """Return a list of texts, without those that are null or blank; empty if it is itself absent or so."""
    sent = [] if event.data.get(name) == "" else event.data.get(name)
    listed: list[Any] = _typed(event, name, sent, list, "a list of texts") or []
    values = [value for value in listed if value is not None and not (value == "" or str(value).isspace())]
    if not all(isinstance(value, str) for value in values):
        raise InvalidRequest(f"{event.type} with a wrong '{name}'", hint=f"send '{name}' as a list of texts")
    return tuple(values)


def optional_object(event: Event, name: str) -> dict[str, Any] | None:
    """Return an object, or None if it is absent, null or an empty text."""
    sent = event.data.get(name)
    return _typed(event, name, None if sent == "" else sent, dict, "an object")


def any_context(event: Event) -> dict[str, Any] | None:
    """Return the context of an event, or None, however wrong the event is."""
    context = event.data.get("context")
    return context if isinstance(context, dict) else None


def audio_format(event: Event) -> AudioFormat:
    """Return the format of an audio event.

    Raises:
        InvalidRequest: a value is missing, not a whole number, or out of range.
    """
    return AudioFormat(
        rate=_whole_number(event, "rate"),
        width=_whole_number(event, "width"),
        channels=_whole_number(event, "channels"),
    )


def timestamp(event: Event) -> int:
    """Return an audio event's timestamp in milliseconds, 0 if it has none."""
    if event.data.get("timestamp") is None:
        return 0
    value = _whole_number(event, "timestamp")
    if abs(value) > _MAX_TIMESTAMP:
        raise InvalidRequest(f"{event.type} with a 'timestamp' out of range", hint="send it in milliseconds")
    return value


def _storable(event: Event, name: str, value: str) -> str:
    if "\0" in value:
        raise InvalidRequest(f"{event.type} with the character NUL in '{name}'", hint="send text")
    return value


def _whole_number(event: Event, name: str) -> int:
    value = event.data.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InvalidRequest(
            f"{event.type} without a valid '{name}'", hint=f"send '{name}' as a whole number"
        )
    return value


def _typed(event: Event, name: str, value: Any, kind: type[T], what: str) -> T | None:
    if value is None or isinstance(value, kind):
        return value
    raise InvalidRequest(f"{event.type} with a wrong '{name}'", hint=f"send '{name}' as {what}")
