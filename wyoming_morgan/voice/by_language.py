"""Several recognizers as one, chosen by the language of the utterance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wyoming_morgan.engines.contract.stt import Recognizer, SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.languages.matching import match_language


class RecognizerByLanguage:
    """A `Recognizer` made of one recognizer for each of some languages, and a default for all others.

    Utterances without a language go to the default, which may detect it.
    """

    def __init__(self, default: Recognizer, by_language: Mapping[str, Recognizer]) -> None:
        self._default = default
        self._by_language = dict(by_language)

    def leave_out(self, language: str) -> None:
        """Use the default for a language from now on."""
        del self._by_language[language]

    @property
    def capabilities(self) -> SttCapabilities:
        """The default's capabilities, with the languages of all."""
        own = self._default.capabilities
        tags = [tag for tag in own.languages if match_language(tag, tuple(self._by_language)) is None]
        for language, recognizer in self._by_language.items():
            tags += kinds_of(language, recognizer)
        first = own.languages[:1]
        return replace(own, languages=tuple(sorted(dict.fromkeys(tags), key=lambda tag: tag not in first)))

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe with the recognizer of the language.

        Raises:
            MorganError: any error of that recognizer.
        """
        requested = options.language
        language = None if requested is None else match_language(requested, tuple(self._by_language))
        if requested is None or language is None:
            return await self._default.transcribe(pcm, options)
        recognizer = self._by_language[language]
        tag = match_language(requested, recognizer.capabilities.languages)
        return await recognizer.transcribe(pcm, replace(options, language=tag))


def kinds_of(language: str, recognizer: Recognizer) -> list[str]:
    """Return the tags a recognizer knows for a language: its variants, and the language itself."""
    return [tag for tag in recognizer.capabilities.languages if match_language(tag, (language,)) is not None]
