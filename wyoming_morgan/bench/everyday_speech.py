"""Speech that is no command: everyday talk, television, telephone calls and near misses, in six languages.

The sentences are this project's own; each language has a file in `everyday/`, with a home whose names they
come close to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import yaml

from wyoming_morgan.errors import InvalidRequest

_HOME = "home"


@dataclass(frozen=True, slots=True)
class EverydaySpeech:
    """The sentences of a language, and a home in the format of the setting `core.home`."""

    language: str
    home: Mapping[str, Any]
    by_kind: Mapping[str, tuple[str, ...]]
    """The sentences by their kind: `talk`, `questions` to people, `television`, `phone`, `near` misses."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """All sentences."""
        return tuple(sentence for sentences in self.by_kind.values() for sentence in sentences)


def everyday_languages() -> tuple[str, ...]:
    """Return the languages that have sentences."""
    folder = files(__package__).joinpath("everyday")
    return tuple(sorted(file.name.removesuffix(".yaml") for file in folder.iterdir()))


def everyday_speech(language: str) -> EverydaySpeech:
    """Return the sentences of a language.

    Raises:
        InvalidRequest: it has none.
    """
    if language not in everyday_languages():
        raise InvalidRequest(
            f"there is no everyday speech in {language!r}", hint=f"choose {', '.join(everyday_languages())}"
        )
    file = files(__package__).joinpath("everyday", f"{language}.yaml")
    content: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    home = content.pop(_HOME)
    return EverydaySpeech(language, home, {kind: tuple(lines) for kind, lines in content.items()})
