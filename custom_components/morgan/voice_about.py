"""What a Morgan hears, says and listens for, as it describes itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .languages import Languages, primary


@dataclass(frozen=True, slots=True)
class SpokenVoice:
    """One voice of Morgan's."""

    name: str
    description: str
    languages: Languages
    speakers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownWakeWord:
    """One wake word of Morgan's."""

    name: str
    phrase: str


@dataclass(frozen=True, slots=True)
class VoiceAbout:
    """All of it. What is empty is not there."""

    stt_languages: Languages = field(default_factory=Languages)
    voices: tuple[SpokenVoice, ...] = ()
    """The default voice first."""
    wake_words: tuple[KnownWakeWord, ...] = ()
    """The default words first."""
    is_complete: bool = True
    """Whether nothing of it is still being loaded."""

    @property
    def tts_languages(self) -> Languages:
        """All languages of all voices, those of the default voice first."""
        return Languages(tag for voice in self.voices for tag in voice.languages)

    def voices_of(self, language: str) -> list[SpokenVoice]:
        """Return the voices of a language: those of its region, if it has one and there are any, else all."""
        if language == primary(language):
            return [voice for voice in self.voices if language in voice.languages]
        exact = [voice for voice in self.voices if voice.languages.has_exactly(language)]
        return exact or [voice for voice in self.voices if language in voice.languages]


def read_about(message: Mapping[str, Any]) -> VoiceAbout:
    """Read the message `about`; what is not as expected counts as not there."""
    return VoiceAbout(
        stt_languages=Languages(_texts(_section(message, "stt").get("languages"))),
        voices=tuple(_voices(_items(_section(message, "tts").get("voices")))),
        wake_words=tuple(_wake_words(_items(_section(message, "wake").get("words")))),
        is_complete=not message.get("loading"),
    )


def _voices(items: Iterable[Mapping[str, Any]]) -> Iterable[SpokenVoice]:
    for item in items:
        name, languages = item.get("name"), Languages(_texts(item.get("languages")))
        if isinstance(name, str) and languages:
            yield SpokenVoice(
                name, str(item.get("description") or name), languages, tuple(_texts(item.get("speakers")))
            )


def _wake_words(items: Iterable[Mapping[str, Any]]) -> Iterable[KnownWakeWord]:
    for item in items:
        if isinstance(name := item.get("name"), str):
            yield KnownWakeWord(name, str(item.get("phrase") or item.get("description") or name))


def _section(message: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = message.get(name)
    return section if isinstance(section, Mapping) else {}


def _items(value: object) -> list[Mapping[str, Any]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str) and item] if isinstance(value, list) else []
