"""Speech recognition by any OpenAI-compatible server."""

from __future__ import annotations

import warnings
from bisect import bisect_right
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ValidationError

from wyoming_morgan.audio import SPEECH, AudioChunk, wav
from wyoming_morgan.engines.clients.again import answered
from wyoming_morgan.engines.clients.openai import OpenAiClient, OpenAiOptions
from wyoming_morgan.engines.clients.remote import language_tags, sendable, whole
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.stt import (
    SttCapabilities,
    TranscribedSegment,
    TranscribedWord,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.settings import setting

_LEAST = SPEECH.size(0.1)
"""OpenAI refuses less, and no word is shorter."""
_LARGEST = 1e9
_PROMPT_CHARACTERS = 800  # Whisper reads the last 224 tokens of a prompt


class OpenAiSttOptions(OpenAiOptions):
    """Where the recognizer is, and what it supports."""

    model: str = "whisper-1"
    """The model to request."""
    languages: tuple[str, ...] = ()
    """The languages it is used for, as BCP 47 tags; unset is those of the home."""
    language: str | None = None
    """The language of clients that name none; unset lets the server detect it."""
    force_language: str | None = None
    """The language of all speech, whatever the client names."""
    hints: Literal["prompt", "keywords", "none"] = "prompt"
    """How to send names that are likelier than usual: in the prompt, which every Whisper reads; as
    `keywords`, which Morgan and newer models accept; or not at all."""
    timestamps: bool = True
    """Whether it supports `verbose_json`, which has times and the language. OpenAI's newer models do not."""
    translates: bool = True
    """Whether it has `/audio/translations`."""


class OpenAiStt:
    """Implements `SpeechToText`. It keeps no state between requests: a server that was down is used again."""

    def __init__(self, options: OpenAiSttOptions, context: EngineContext) -> None:
        self._options = options
        self._client = OpenAiClient(options, setting("stt.engines.openai"))
        self._loaded = False
        languages = options.languages or context.languages
        self._default_language = options.force_language or options.language
        if self._default_language:
            languages = tuple(dict.fromkeys((self._default_language, *languages)))
        self._capabilities = SttCapabilities(
            languages=languages,
            model=options.model,
            model_description=f"{options.model} of {self._client.name}",
            version="",
            detects_language=self._default_language is None,
            translates=options.translates,
            timestamps=options.timestamps,
        )

    @property
    def capabilities(self) -> SttCapabilities:
        """Its capabilities, by the options: the API has no way to ask for them."""
        return self._capabilities

    async def load(self) -> None:
        """Check that the server is there.

        Raises:
            EngineUnavailable: it cannot be reached, or refuses the API key.
        """
        if not self._loaded:
            await self._client.get_json("/models")
            self._loaded = True

    async def close(self) -> None:
        """Close the connections."""
        self._loaded = False
        await self._client.close()

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe, once more if the server goes away; cancelling closes the connection.

        Raises:
            Busy, DeadlineExceeded, EngineFailed: see `OpenAiClient.failures`.
        """
        if len(pcm) < _LEAST:
            return Transcript("")
        return await answered(lambda: self._request(pcm, options))

    async def _request(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        audio = (await self._client.library()).audio
        fields = self._fields(options)
        file = ("speech.wav", wav(AudioChunk(pcm, SPEECH)), "audio/wav")
        with warnings.catch_warnings():
            # OpenAI abandons its translations; others have them.
            warnings.simplefilter("ignore", DeprecationWarning)
            if options.translate:
                request: Any = audio.translations.with_streaming_response.create(
                    file=file,
                    model=self._options.model,
                    extra_body=fields,
                    extra_headers=self._client.headers,
                )
            else:
                request = audio.transcriptions.with_streaming_response.create(
                    file=file,
                    model=self._options.model,
                    extra_body=fields,
                    extra_headers=self._client.headers,
                )
        async with self._client.answering(), request as response:
            body = await whole(response.iter_bytes())
        try:
            answer = _Answer.model_validate_json(body)
        except ValidationError as error:
            raise self._client.errors.invalid_response(f"no transcript: {body[:60]!r}") from error
        return answer.transcript(self._tag(answer.language, options))

    def _fields(self, options: TranscribeOptions) -> dict[str, Any]:
        """Return the fields of the form, except the file and the model."""
        language = self._language(options)
        timed = self._options.timestamps and (options.timestamps or options.words or not language)
        fields: dict[str, Any] = {"response_format": "verbose_json" if timed else "json"}
        if timed and not options.translate:
            fields["timestamp_granularities"] = ["segment", "word"] if options.words else ["segment"]
        if language and not options.translate:
            fields["language"] = primary(language)
        if options.temperature is not None:
            fields["temperature"] = options.temperature
        names = [sendable(name) for name in (*options.names, *options.terms)]
        prompt = sendable(options.prompt)
        if names and self._options.hints == "prompt":
            prompt = f"{', '.join(names)}. {prompt}".strip()
        elif names and self._options.hints == "keywords":
            fields["keywords"] = names
        if prompt:
            fields["prompt"] = prompt[-_PROMPT_CHARACTERS:]
        return fields

    def _language(self, options: TranscribeOptions) -> str | None:
        return self._options.force_language or options.language or self._options.language

    def _tag(self, reported: str | None, options: TranscribeOptions) -> str | None:
        """Return the tag of the transcript's language; OpenAI itself reports an English name instead."""
        if options.translate:
            return "en"
        requested = self._options.force_language or options.language
        if reported and language_tags([reported]) and len(primary(reported)) in {2, 3}:
            return requested if requested and primary(requested) == reported else reported
        return self._language(options)


def _finite(number: float) -> float:
    """Return a number; 0 in place of one that no time or probability is, and that JSON cannot tell."""
    return number if abs(number) <= _LARGEST else 0.0


_Number = Annotated[float, AfterValidator(_finite)]


class _Word(BaseModel):
    word: str
    start: _Number
    end: _Number


class _Segment(BaseModel):
    text: str
    start: _Number
    end: _Number
    tokens: tuple[int, ...] = ()
    temperature: _Number | None = None
    avg_logprob: _Number | None = None
    compression_ratio: _Number | None = None
    no_speech_prob: _Number | None = None


class _Answer(BaseModel):
    """The fields of an answer that are used."""

    text: str
    language: str | None = None
    segments: tuple[_Segment, ...] | None = None
    words: tuple[_Word, ...] | None = None

    def transcript(self, language: str | None) -> Transcript:
        """Convert it; each word belongs to the last segment that begins before its middle."""
        segments = self.segments or ()
        starts = [part.start for part in segments]
        words: list[list[TranscribedWord]] = [[] for _ in segments]
        for word in self.words or ():
            middle = (word.start + word.end) / 2
            if words:
                at = max(0, bisect_right(starts, middle) - 1)
                words[at].append(TranscribedWord(word.word, word.start, word.end))
        return Transcript(
            text=self.text.strip(),
            language=language,
            segments=tuple(
                TranscribedSegment(
                    text=part.text.strip(),
                    start=part.start,
                    end=part.end,
                    words=tuple(segment_words),
                    tokens=part.tokens,
                    temperature=part.temperature or 0.0,
                    average_log_probability=part.avg_logprob or 0.0,
                    compression_ratio=part.compression_ratio or 0.0,
                    no_speech_probability=part.no_speech_prob or 0.0,
                )
                for part, segment_words in zip(segments, words, strict=True)
            ),
        )


SPEC = EngineSpec(
    kind=EngineKind.STT,
    name="openai",
    summary="any OpenAI-compatible server's speech to text",
    attribution=Attribution("OpenAI", "https://github.com/openai/openai-python"),
    license="Apache-2.0",
    create=OpenAiStt,
    options=OpenAiSttOptions,
    requires=("openai",),
    install="pip install openai",
    remote=True,
    languages="the server's",
    size="none here",
    rate="16 kHz, sent as WAV",
    proven="against Morgan's own server, and servers that are silent, cut off, busy and wrong",
)
