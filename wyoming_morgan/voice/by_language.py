"""Several recognizers as one: the language of the utterance picks among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wyoming_morgan.engines.contract.stt import Recognizer, SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.voice.languages import match_language


class RecognizerByLanguage:
    """A `Recognizer` made of one for each of some languages, and a default for all others.

    Utterances whose language is not told go to the default, which may detect it.
    """

    def __init__(self, default: Recognizer, by_language: Mapping[str, Recognizer]) -> None:
        self._default = default
        self._by_language = dict(by_language)

    def leave_out(self, language: str) -> None:
        """Leave a language to the default from now on."""
        del self._by_language[language]

    @property
    def capabilities(self) -> SttCapabilities:
        """The default's, with the languages of all."""
        own = self._default.capabilities
        tags = [tag for tag in own.languages if match_language(tag, tuple(self._by_language)) is None]
        for language, recognizer in self._by_language.items():
            tags += kinds_of(language, recognizer)
        first = own.languages[:1]
        return replace(own, languages=tuple(sorted(dict.fromkeys(tags), key=lambda tag: tag not in first)))

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Have the recognizer of the language transcribe.

        Raises:
            MorganError: what that recognizer raises.
        """
        wanted = options.language
        language = match_language(wanted, tuple(self._by_language)) if wanted else None
        if wanted is None or language is None:
            return await self._default.transcribe(pcm, options)
        recognizer = self._by_language[language]
        tag = match_language(wanted, recognizer.capabilities.languages)
        return await recognizer.transcribe(pcm, replace(options, language=tag))


def kinds_of(language: str, recognizer: Recognizer) -> list[str]:
    """Return the tags a recognizer knows that are a kind of a language, or what it is a kind of."""
    return [tag for tag in recognizer.capabilities.languages if match_language(tag, (language,)) is not None]
