"""espeak-ng's voice files as voices: names, language tags, and their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.engines.tts.espeak_ng.binding import VoiceFile
from wyoming_morgan.languages.matching import match_language

LICENSE = "GPL-3.0-or-later"

SPEAKERS = (*(f"m{number}" for number in range(1, 9)), *(f"f{number}" for number in range(1, 6)))
"""Variants of every voice: eight male ones, five female ones."""

DEFAULT = VoiceFile("gmw/en-US", "English (America)", ((2, "en-us"), (3, "en")))
"""The voice of homes whose language espeak-ng does not support."""

_LAST = 256  # above every priority, which is a byte

_USUAL = {"en": "en-US"}
"""The region for a language whose first voice is another one."""


def voices(files: Sequence[VoiceFile], language: str) -> dict[str, tuple[Voice, VoiceFile]]:
    """Return voices and their files by name: first that for `language`, then by language.

    Within a language the library's precedence applies. A voice is named by its first language tag, or by its
    file where several have that tag.
    """
    taken = Counter(file.languages[0][1] for file in files)
    entries: list[tuple[Voice, VoiceFile]] = []
    for file in sorted(files, key=_precedence):
        own = file.languages[0][1]
        name = _tag(own if taken[own] == 1 else file.identifier.rpartition("/")[2])
        languages = tuple(dict.fromkeys(_tag(tag) for _, tag in file.languages))
        entries.append((Voice(name, languages, file.name.strip(), SPEAKERS, LICENSE), file))
    first = _first([voice for voice, _ in entries], language)
    entries.sort(key=lambda pair: pair[0] is not first)  # a stable sort: the others stay in their order
    return {voice.name: (voice, file) for voice, file in entries}


def _first(voices: Sequence[Voice], language: str) -> Voice:
    own = _tag(language)
    tags = [tag for voice in voices for tag in voice.languages]
    nearest = match_language(_USUAL.get(own, own), tags) or "en-US"
    return next((voice for voice in voices if nearest in voice.languages), voices[0])


def _precedence(file: VoiceFile) -> tuple[str, int, str]:
    language = file.languages[0][1].partition("-")[0]
    priorities = {tag: priority for priority, tag in file.languages}
    return language, priorities.get(language, _LAST), file.identifier


def _tag(text: str) -> str:
    """Write a BCP 47 tag in its usual case (RFC 5646, 2.1.1): `zh-Latn-CN`, `en-GB-x-rp`."""
    subtags = text.replace("_", "-").lower().split("-")
    for number, subtag in enumerate(subtags[1:], start=1):
        if len(subtags[number - 1]) == 1:
            break  # what follows a singleton stays in lower case
        if len(subtag) == 2:  # noqa: PLR2004 - a region
            subtags[number] = subtag.upper()
        elif len(subtag) == 4:  # noqa: PLR2004 - a script
            subtags[number] = subtag.title()
    return "-".join(subtags)
