"""The form of a transcription, and what of it the recognizer can give.

https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from wyoming_morgan.agent.contract import AGENT_NAME
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions
from wyoming_morgan.errors import InvalidRequest
from wyoming_morgan.http.bodies import Choice, Identifier, Language, OpenBody, at_most
from wyoming_morgan.http.errors import InvalidBody
from wyoming_morgan.http.openai.transcript_formats import TranscriptFormat

_NO_WORDS = "does not report the time of each word"
_NO_LOGPROBS = "does not report how likely each word is"
_LOGPROBS = "logprobs"

Granularity = Literal["word", "segment"]


class TranscriptionForm(OpenBody):
    """The fields beside the file; names and defaults are OpenAI's."""

    model: Choice = AGENT_NAME
    language: Language | None = None
    languages: Annotated[tuple[Language, ...], at_most(64)] = ()
    prompt: str = ""
    keywords: Annotated[tuple[Identifier, ...], at_most(200)] = ()
    response_format: TranscriptFormat = TranscriptFormat.JSON
    temperature: Annotated[float, Field(ge=0, le=1)] | None = None
    timestamp_granularities: Annotated[tuple[Granularity, ...], at_most(8)] = ()
    include: Annotated[tuple[Identifier, ...], at_most(8)] = ()
    stream: bool = False

    @property
    def needs_words(self) -> bool:
        """Whether the time of each word is all that is asked for, beside the text."""
        return self.words and "segment" not in self.timestamp_granularities

    @property
    def words(self) -> bool:
        """Whether the time of each word is requested."""
        return (
            self.response_format is TranscriptFormat.VERBOSE_JSON and "word" in self.timestamp_granularities
        )

    @property
    def logprobs(self) -> bool:
        """Whether it is to be told how likely the words are."""
        return _LOGPROBS in self.include

    def options(self, capabilities: SttCapabilities | None, *, translate: bool) -> TranscribeOptions:
        """Return the recognizer's options; one that cannot detect languages gets the first of several."""
        detects_language = capabilities is not None and capabilities.detects_language
        languages = self.languages[:1] if len(self.languages) == 1 or not detects_language else ()
        return TranscribeOptions(
            verbatim=True,
            language=self.language or next(iter(languages), None),
            terms=self.keywords,
            prompt=self.prompt,
            translate=translate,
            timestamps=self.response_format.timed,
            words=self.words or (self.logprobs and tells_likelihoods(capabilities)),
            temperature=self.temperature,
        )

    def check(self, capabilities: SttCapabilities | None, *, translate: bool) -> None:
        """Refuse before any work what the recognizer cannot do.

        Raises:
            InvalidBody, InvalidRequest: it is not supported.
        """
        if self.response_format is TranscriptFormat.DIARIZED_JSON:
            raise InvalidBody(
                "no engine can tell speakers apart", param="response_format", hint="ask for verbose_json"
            )
        if self.logprobs and not self.response_format.is_json:
            raise InvalidBody(
                f"include: {self.response_format} has no place for logprobs",
                param="include",
                hint="ask for json",
            )
        if translate and not (capabilities and capabilities.translates):
            raise InvalidRequest(
                f"{_name(capabilities)} does not translate",
                hint="use /v1/audio/transcriptions, or another engine",
            )
        if self.needs_words and not _reports_words(capabilities):
            raise InvalidBody(
                f"{_name(capabilities)} {_NO_WORDS}",
                param="timestamp_granularities",
                hint="ask for segment beside word to get the rest, or use another engine",
            )

    def warnings(self, capabilities: SttCapabilities | None) -> dict[str, list[str]]:
        """Return what was asked for beside other things and is not given, as a field of the answer."""
        missing = []
        if self.words and not _reports_words(capabilities):
            missing.append(f"{_name(capabilities)} {_NO_WORDS}")
        if self.logprobs and not tells_likelihoods(capabilities):
            missing.append(f"{_name(capabilities)} {_NO_LOGPROBS}")
        return {"warnings": missing} if missing else {}


def tells_likelihoods(capabilities: SttCapabilities | None) -> bool:
    """Whether a recognizer reports how likely each word is."""
    return capabilities is not None and capabilities.word_probabilities


def _name(capabilities: SttCapabilities | None) -> str:
    return f"the recognizer {capabilities.model}" if capabilities else "the recognizer"


def _reports_words(capabilities: SttCapabilities | None) -> bool:
    return capabilities is not None and capabilities.timestamps
