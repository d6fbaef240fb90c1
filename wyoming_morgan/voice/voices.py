"""Chooses one of an engine's voices for a request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from wyoming_morgan.engines.contract.blends import BlendPart, blend_name, is_blend, parse_blend
from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.errors import UnknownVoice
from wyoming_morgan.languages.matching import match_language
from wyoming_morgan.languages.tags import is_language, is_undetermined
from wyoming_morgan.suggestions import did_you_mean, there_are
from wyoming_morgan.unset import is_automatic
from wyoming_morgan.voice.contract import ChosenVoice, VoiceRequest

_MOST_NAMED = 5

_SHORT = 3
"""Letters of names that resemble many others by chance: `joe` is no misspelled `jbo`."""
_NEARLY_EQUAL = 0.85
"""How similar a name has to be to such a one; others may be half as they are."""


def choose_voice(voices: tuple[Voice, ...], request: VoiceRequest, *, blends: bool = False) -> ChosenVoice:
    """Find the voice for a request: by name, else by speaker and language, else the first.

    Names are compared exactly first, then regardless of case and of `-` and `_`, then without the engine
    before them (`piper/en_US-joe-medium`), as `morgan models list` prints them; the name of a language means
    the voice that speaks it. A voice whose language is nearest to the requested one goes first: see
    `languages.matching`; among equals the engine's order counts, so the default goes first.
    With `blends` a name may be a mixture of voices: see `engines.contract.blends`.

    Raises:
        UnknownVoice: no voice fits; the hint names some that exist.
        InvalidRequest: the name looks like a mixture but is not a valid one.
    """
    request = _without_unset(request, voices)
    if request.name:
        candidates = _named(voices, request.name, blends=blends)
    else:
        candidates = voices
        if request.language:
            candidates = _speaking(candidates, request.language)
    if not candidates:
        raise UnknownVoice("there are no voices", hint="the engine has none; `morgan doctor` shows why")
    options = SpeakOptions(speed=request.speed, pitch=request.pitch)
    if not request.speaker:
        return _chosen(candidates[0], options, request)
    for voice in candidates:
        if speaker := _same(request.speaker, voice.speakers):
            return _chosen(voice, replace(options, speaker=speaker), request)
    raise _unknown("speaker", request.speaker, [name for voice in candidates for name in voice.speakers])


def _without_unset(request: VoiceRequest, voices: tuple[Voice, ...]) -> VoiceRequest:
    """Return a request without what leaves the choice open, unless a voice or a speaker is called so."""

    def named(name: str | None, existing: Iterable[str]) -> str | None:
        return None if name is None or (is_automatic(name) and not _same(name, tuple(existing))) else name

    return replace(
        request,
        name=named(request.name, (voice.name for voice in voices)),
        speaker=named(request.speaker, (speaker for voice in voices for speaker in voice.speakers)),
        language=None if is_undetermined(request.language or "") else request.language,
    )


def _chosen(voice: Voice, options: SpeakOptions, request: VoiceRequest) -> ChosenVoice:
    asked = match_language(request.language, voice.languages) if request.language else None
    return ChosenVoice(voice, options, asked or voice.languages[0])


def _named(voices: tuple[Voice, ...], name: str, *, blends: bool) -> tuple[Voice, ...]:
    by_name = {voice.name: voice for voice in voices}
    if same := _same(name, list(by_name)):
        return (by_name[same],)
    if blends and is_blend(name):
        return (_blend(by_name, name),)
    if same := _same(name.partition("/")[2], list(by_name)):
        return (by_name[same],)
    if is_language(name) and (speaking := _of_language(voices, name)):
        return speaking[:1]
    raise _unknown("voice", name, list(by_name))


def _blend(by_name: dict[str, Voice], name: str) -> Voice:
    """Return a mixture as a voice, with the languages of its first part."""
    parts = []
    for part in parse_blend(name):
        same = _same(part.voice, list(by_name))
        if same is None:
            raise _unknown("voice", part.voice, list(by_name))
        parts.append(BlendPart(same, part.weight))
    first = by_name[parts[0].voice]
    return Voice(
        name=blend_name(parts),
        languages=first.languages,
        description="Mixture of " + " and ".join(f"{part.voice} ({part.weight:.0%})" for part in parts),
        license=", ".join(dict.fromkeys(by_name[part.voice].license for part in parts)),
        rate=first.rate,
    )


def _speaking(voices: tuple[Voice, ...], language: str) -> tuple[Voice, ...]:
    """Return the voices that speak a language: those with its best matching tag, then the others."""
    speaking = _of_language(voices, language)
    if not speaking:
        raise _unknown("language", language, [tag for voice in voices for tag in voice.languages])
    return speaking


def _of_language(voices: tuple[Voice, ...], language: str) -> tuple[Voice, ...]:
    best = match_language(language, [tag for voice in voices for tag in voice.languages])
    speaking = [voice for voice in voices if match_language(language, voice.languages)]
    return tuple(sorted(speaking, key=lambda voice: match_language(language, voice.languages) != best))


def _same(name: str, names: tuple[str, ...] | list[str]) -> str | None:
    if name in names:
        return name
    return next((other for other in names if _folded(other) == _folded(name)), None)


def _folded(name: str) -> str:
    return name.strip().replace("_", "-").casefold()


def _unknown(kind: str, name: str, existing: list[str]) -> UnknownVoice:
    names = list(dict.fromkeys(existing))
    if not names:
        return UnknownVoice(f"no {kind} {name!r}: there are none", hint=f"leave the {kind} out")
    similar = 0.5 if len(name) > _SHORT else _NEARLY_EQUAL
    hint = did_you_mean(name, names, most=_MOST_NAMED, cutoff=similar) or there_are(names, most=_MOST_NAMED)
    return UnknownVoice(f"no {kind} {name!r} among {len(names)}", hint=hint)
