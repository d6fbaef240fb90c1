"""A Coqui model's speakers as voices: one for each speaker and language of the home."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import NamedTuple

from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.engines.tts.coqui.types import CoquiDescription
from wyoming_morgan.errors import ConfigurationError

_UNFIT = re.compile(r"[\s/\\]+")


class SpeakerVoice(NamedTuple):
    """A voice, and the model's own names of its speaker and language."""

    voice: Voice
    speaker: str | None
    language: str


def voices(
    model: CoquiDescription, home: Sequence[str], configured: Sequence[str] = ()
) -> dict[str, SpeakerVoice]:
    """Return voices by name. Those of the first language have the speaker's name, others its tag behind it.

    `home` are the home's languages, `configured` those set instead. A model that speaks
    none of the home's languages speaks its first one.

    Raises:
        ConfigurationError: the model does not speak a configured language.
    """
    languages = _languages(model, home, configured)
    by_name: dict[str, SpeakerVoice] = {}
    for number, language in enumerate(languages):
        tag = _tag(language)
        for speaker in model.speakers or (None,):
            name = _name(speaker or model.name, by_name, suffix=f"-{tag}" if number else "")
            prefix = f"{speaker.strip()}, " if speaker else ""
            description = f"{prefix}{model.name}, {tag}" if len(languages) > 1 else f"{prefix}{model.name}"
            voice = Voice(name, (tag,), description, license=model.license, rate=model.rate)
            by_name[name] = SpeakerVoice(voice, speaker, language)
    return by_name


def _languages(model: CoquiDescription, home: Sequence[str], configured: Sequence[str]) -> list[str]:
    if unknown := [language for language in configured if _best(language, model.languages) is None]:
        raise ConfigurationError(
            f"{model.name} does not speak {', '.join(unknown)}",
            hint=f"it speaks: {', '.join(model.languages)}",
        )
    matches = (_best(language, model.languages) for language in configured or home)
    return list(dict.fromkeys(match for match in matches if match)) or [model.languages[0]]


def _best(language: str, names: Sequence[str]) -> str | None:
    """Return the model's name of a language: the same tag, else the same language in another region."""
    for same in (str.lower, primary):
        for name in names:
            if same(name.replace("_", "-")) == same(language.replace("_", "-")):
                return name
    return None


def _name(speaker: str, taken: dict[str, SpeakerVoice], suffix: str) -> str:
    """Make a name that can be printed and holds no blank and no slash, unlike any that is taken."""
    name = _UNFIT.sub("_", "".join(char if char.isprintable() else " " for char in speaker).strip())
    name = f"{name or 'speaker'}{suffix}"
    numbered = (f"{name}_{number}" for number in itertools.count(2))
    return next(free for free in itertools.chain((name,), numbered) if free not in taken)


def _tag(name: str) -> str:
    """Write a model's language as a BCP 47 tag: `en-us` is `en-US`."""
    language, _, region = name.replace("_", "-").partition("-")
    return f"{language.lower()}-{region.upper()}" if region else language.lower()
