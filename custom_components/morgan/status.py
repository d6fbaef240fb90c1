"""What Morgan says of itself, as its docs/link.md describes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

NO_LANGUAGE_MODEL = "no-language-model"
_MOST = 50
_LONGEST = 255


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """The engine that does the work of a service."""

    service: str
    engine: str
    stands_in_for: str | None = None
    """The chosen engine, if that one does not work."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and what to do about it."""

    code: str
    service: str = ""
    cause: str = ""
    """The code of the error behind it."""
    detail: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Status:
    """The whole of it; what Morgan has not said is empty."""

    version: str = ""
    stages: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds by stage."""
    engines: Mapping[str, EngineStatus] = field(default_factory=dict)
    """By service."""
    language_models: str = ""
    """Another text whenever the list of language models is another one."""
    loaded_models: tuple[str, ...] = ()
    running: int = 0
    waiting: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def is_faulty(self) -> bool:
        """Whether something that was chosen does not work. A home may do without a language model."""
        return any(problem.code != NO_LANGUAGE_MODEL for problem in self.problems)


def read_status(message: Mapping[str, Any]) -> Status:
    """Read a message; what cannot be read is left out, since the server may be older or newer."""
    queue = message.get("queue")
    queue = queue if isinstance(queue, dict) else {}
    stages = message.get("stages")
    return Status(
        version=_text(message.get("version")),
        stages={
            stage: float(value)
            for stage, value in (stages.items() if isinstance(stages, dict) else ())
            if isinstance(value, int | float)
        },
        engines={
            engine.service: engine
            for part in _parts(message, "engines")
            if (
                engine := EngineStatus(
                    _text(part.get("service")),
                    _text(part.get("engine")),
                    _text(part.get("stands_in_for")) or None,
                )
            ).service
        },
        language_models=_text(message.get("language_models")),
        loaded_models=tuple(
            _text(part.get("name")) for part in _parts(message, "models") if part.get("loaded") is True
        ),
        running=_count(queue.get("running")),
        waiting=_count(queue.get("waiting")),
        problems=tuple(
            Problem(*(_text(part.get(name)) for name in ("code", "service", "cause", "detail", "hint")))
            for part in _parts(message, "problems")
            if part.get("code")
        ),
    )


def _parts(message: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    parts = message.get(name)
    for part in parts[:_MOST] if isinstance(parts, list) else ():
        if isinstance(part, dict):
            yield part


def _text(value: object) -> str:
    return value[:_LONGEST] if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
