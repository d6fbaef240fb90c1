"""Several mouths as one, chosen by the language that is to be spoken."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Mapping
from contextlib import aclosing
from dataclasses import replace

from wyoming_morgan.audio import AudioChunk, AudioFormat, PcmConverter
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.errors import UnknownVoice
from wyoming_morgan.languages.matching import match_language
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import ChosenVoice, Mouth, VoiceRequest


class MouthByLanguage:
    """A `Mouth` made of one mouth for each of some languages, and a default for all others.

    Requests without a language go to the default; voices are found by their names wherever they are. A voice
    whose name another one has, too, is listed as `<language>/<name>`.
    """

    def __init__(self, default: Mouth, by_language: Mapping[str, Mouth]) -> None:
        self._default = default
        self._by_language = dict(by_language)

    def leave_out(self, language: str) -> None:
        """Use the default for a language from now on."""
        del self._by_language[language]

    @property
    def format(self) -> AudioFormat:
        """The format of all audio: the default's."""
        return self._default.format

    @property
    def voices(self) -> tuple[Voice, ...]:
        """Every voice: the default first, then those of single languages, which are chosen before others."""
        default = self._default.voices
        taken = {voice.name for voice in default}
        single: list[Voice] = []
        for language, mouth in self._by_language.items():
            for voice in voices_for(language, mouth):
                name = f"{language}/{voice.name}" if voice.name in taken else voice.name
                taken.add(name)
                single.append(replace(voice, name=name))
        return (*default[:1], *single, *default[1:])

    def choose(self, request: VoiceRequest) -> ChosenVoice:
        """Find the voice for a request: in the mouth of its language, then in the default and in all others.

        Raises:
            UnknownVoice: none of them has one that fits; the hint is that of the first.
            InvalidRequest: the name looks like a mixture of voices but is not a valid one.
        """
        language, _, name = (request.name or "").partition("/")
        if name and language in self._by_language:
            return self._chosen(language, replace(request, name=name))
        unknown: UnknownVoice | None = None
        for place in self._places(request):
            try:
                return self._chosen(place, request)
            except UnknownVoice as error:
                unknown = unknown or error
        assert unknown is not None  # noqa: S101 - there is always the default
        raise unknown

    def speak(
        self, text: AsyncGenerator[str, None], voice: ChosenVoice, timings: TurnTimings | None = None
    ) -> AsyncGenerator[AudioChunk, None]:
        """Speak text with the mouth that has the voice: see `Mouth.speak`."""
        mouth = self._mouth(voice.mouth)
        speech = mouth.speak(text, voice, timings)
        return speech if mouth.format == self.format else _converted(speech, mouth.format, self.format)

    def _places(self, request: VoiceRequest) -> Iterator[str | None]:
        own = match_language(request.language, self._by_language) if request.language else None
        if own is not None:
            yield own
        yield None
        yield from (language for language in self._by_language if language != own)

    def _chosen(self, language: str | None, request: VoiceRequest) -> ChosenVoice:
        return replace(self._mouth(language).choose(request), mouth=language)

    def _mouth(self, language: str | None) -> Mouth:
        return self._default if language is None else self._by_language[language]


def voices_for(language: str, mouth: Mouth) -> list[Voice]:
    """Return the voices of a mouth that speak a language."""
    return [voice for voice in mouth.voices if match_language(language, voice.languages) is not None]


async def _converted(
    speech: AsyncGenerator[AudioChunk, None], source: AudioFormat, target: AudioFormat
) -> AsyncGenerator[AudioChunk, None]:
    converter = PcmConverter(source, target)
    async with aclosing(speech):
        async for chunk in speech:
            if pcm := converter.convert(chunk.pcm):
                yield AudioChunk(pcm, target)
    if rest := converter.flush():
        yield AudioChunk(rest, target)
