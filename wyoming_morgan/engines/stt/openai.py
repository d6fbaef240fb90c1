"""A recognizer behind any OpenAI-compatible server."""

from __future__ import annotations

import warnings
from bisect import bisect_right
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from wyoming_morgan.audio import SPEECH, AudioChunk, wav
from wyoming_morgan.engines.clients.openai import OpenAiOptions, OpenAiServer, read_answer, sendable
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.stt import (
    SttCapabilities,
    TranscribedSegment,
    TranscribedWord,
    TranscribeOptions,
    Transcript,
)

_LEAST = SPEECH.size(0.1)
"""OpenAI refuses less, and no word is as short."""
_PROMPT_CHARACTERS = 800  # Whisper reads 224 tokens of a prompt, its last


class OpenAiSttOptions(OpenAiOptions):
    """Where the recognizer is, and what it can do."""

    model: str = Field(default="whisper-1", description="The model to ask for.")
    languages: tuple[str, ...] = Field(
        default=(),
        description="The languages it is used for, as BCP 47 tags; unset is those of the home.",
    )
    language: str | None = Field(
        default=None,
        description="The language of clients that name none; unset leaves the server to find it out.",
    )
    hints: Literal["prompt", "keywords", "none"] = Field(
        default="prompt",
        description="How names that are likelier are told: in the prompt, which every Whisper reads; as "
        "`keywords`, which Morgan and newer models take; or not at all.",
    )
    timestamps: bool = Field(
        default=True,
        description="Whether it gives `verbose_json`, which has times and the language. OpenAI's newer "
        "models do not.",
    )
    translates: bool = Field(default=True, description="Whether it has `/audio/translations`.")


class OpenAiStt:
    """The recognizer. It needs nothing between requests: a server that was away is used when it is back."""

    def __init__(self, options: OpenAiSttOptions, context: EngineContext) -> None:
        self._options = options
        self._server = OpenAiServer(options)
        self._loaded = False
        languages = options.languages or context.languages
        if options.language:
            languages = tuple(dict.fromkeys((options.language, *languages)))
        self._capabilities = SttCapabilities(
            languages=languages,
            model=options.model,
            model_description=f"{options.model} of {self._server.name}",
            version="",
            detects_language=options.language is None,
            translates=options.translates,
            timestamps=options.timestamps,
        )

    @property
    def capabilities(self) -> SttCapabilities:
        """What it can do, as far as the options tell; the protocol has no way to ask."""
        return self._capabilities

    async def load(self) -> None:
        """See whether the server is there.

        Raises:
            EngineUnavailable: it cannot be reached, or lets us not in; try again later.
        """
        if not self._loaded:
            await self._server.offers("/models")
            self._loaded = True

    async def close(self) -> None:
        """Close the connections."""
        self._loaded = False
        await self._server.close()

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe; cancelling closes the connection.

        Raises:
            Busy, DeadlineExceeded, EngineFailed: see `OpenAiServer.failures`.
        """
        if len(pcm) < _LEAST:
            return Transcript("")
        client = await self._server.client()
        audio = client.audio
        fields = self._fields(options)
        file = ("speech.wav", wav(AudioChunk(pcm, SPEECH)), "audio/wav")
        with warnings.catch_warnings():
            # OpenAI gives its own translations up; others have them.
            warnings.simplefilter("ignore", DeprecationWarning)
            if options.translate:
                asking: Any = audio.translations.with_streaming_response.create(
                    file=file,
                    model=self._options.model,
                    extra_body=fields,
                    extra_headers=self._server.headers,
                )
            else:
                asking = audio.transcriptions.with_streaming_response.create(
                    file=file,
                    model=self._options.model,
                    extra_body=fields,
                    extra_headers=self._server.headers,
                )
        async with self._server.answering(), asking as response:
            answer = await read_answer(self._server, response.iter_bytes())
        try:
            heard = _Answer.model_validate_json(answer)
        except ValidationError as error:
            raise self._server.nonsense(f"no transcript: {answer[:60]!r}") from error
        return heard.transcript(self._tag(heard.language, options))

    def _fields(self, options: TranscribeOptions) -> dict[str, Any]:
        """Return the form's fields beside the file and the model."""
        language = options.language or self._options.language
        timed = self._options.timestamps and (options.timestamps or options.words or not language)
        fields: dict[str, Any] = {"response_format": "verbose_json" if timed else "json"}
        if timed and not options.translate:
            wanted = (("segment", True), ("word", options.words))
            fields["timestamp_granularities"] = [name for name, asked in wanted if asked]
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

    def _tag(self, told: str | None, options: TranscribeOptions) -> str | None:
        """Return the language's tag; OpenAI itself tells its English name, which is the client's or none."""
        if options.translate:
            return "en"
        if told and told.isascii() and len(primary(told)) in {2, 3}:
            asked = options.language
            return asked if asked and primary(asked) == told else told
        return options.language or self._options.language


class _Word(BaseModel):
    word: str
    start: float
    end: float


class _Segment(BaseModel):
    text: str
    start: float
    end: float
    tokens: tuple[int, ...] = ()
    temperature: float | None = None
    avg_logprob: float | None = None
    compression_ratio: float | None = None
    no_speech_prob: float | None = None


class _Answer(BaseModel):
    """What is read of an answer; there is more in it."""

    text: str
    language: str | None = None
    segments: tuple[_Segment, ...] | None = None
    words: tuple[_Word, ...] | None = None

    def transcript(self, language: str | None) -> Transcript:
        """Return it as Morgan's; each word goes to the last segment that begins before its middle."""
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
                    words=tuple(said),
                    tokens=part.tokens,
                    temperature=part.temperature or 0.0,
                    average_log_probability=part.avg_logprob or 0.0,
                    compression_ratio=part.compression_ratio or 0.0,
                    no_speech_probability=part.no_speech_prob or 0.0,
                )
                for part, said in zip(segments, words, strict=True)
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
