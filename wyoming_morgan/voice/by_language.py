"""Several recognisers as one: the language of the utterance picks among them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from wyoming_morgan.engines.base import Recogniser, SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.voice.languages import match_language


class RecogniserByLanguage:
    """A `Recogniser` made of one for each of some languages, and a default for all others.

    Utterances whose language is not told go to the default, which may detect it.
    """

    def __init__(self, default: Recogniser, by_language: Mapping[str, Recogniser]) -> None:
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
        for language, recogniser in self._by_language.items():
            tags += kinds_of(language, recogniser)
        first = own.languages[:1]
        return replace(own, languages=tuple(sorted(dict.fromkeys(tags), key=lambda tag: tag not in first)))

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Have the recogniser of the language transcribe.

        Raises:
            MorganError: what that recogniser raises.
        """
        wanted = options.language
        language = match_language(wanted, tuple(self._by_language)) if wanted else None
        if wanted is None or language is None:
            return await self._default.transcribe(pcm, options)
        recogniser = self._by_language[language]
        tag = match_language(wanted, recogniser.capabilities.languages)
        return await recogniser.transcribe(pcm, replace(options, language=tag))


def kinds_of(language: str, recogniser: Recogniser) -> list[str]:
    """Return the tags a recogniser knows that are a kind of a language, or what it is a kind of."""
    return [tag for tag in recogniser.capabilities.languages if match_language(tag, (language,)) is not None]
