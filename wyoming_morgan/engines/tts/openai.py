"""Speech synthesis by any OpenAI-compatible server."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any, Literal

from pydantic import Field

from wyoming_morgan.audio import WAV_HEADS, AudioChunk, AudioFormat, WavReader
from wyoming_morgan.engines.clients.again import spoken
from wyoming_morgan.engines.clients.openai import OpenAiClient, OpenAiOptions
from wyoming_morgan.engines.clients.remote import count, is_name, language_tags, sendable, shown
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.tts import SpeakOptions, TtsCapabilities, Voice
from wyoming_morgan.engines.tts.foreign_sound import ForeignSound
from wyoming_morgan.errors import InvalidRequest, UndecodableAudio
from wyoming_morgan.settings import setting

_VOICE = "alloy"
"""A voice that OpenAI and compatible servers have."""
_MAX_VOICES = 2_000
_SLOWEST, _FASTEST = 0.25, 4.0
_NO_SOUND = re.compile(r"text/|application/(json|xml)|audio/(mpeg|mp3|ogg|opus|flac|aac)")
_RATE = re.compile(r"rate=(\d{4,6})")
_WAV_HEAD = 4
"""Bytes that tell WAV from plain samples."""


class OpenAiTtsOptions(OpenAiOptions):
    """Where the synthesizer is, and what it supports."""

    model: str = "tts-1"
    """The model to request."""
    voices: tuple[str, ...] = ()
    """The names of the voices, the default first; unset asks the server, if it lists them."""
    languages: tuple[str, ...] = ()
    """The languages of voices for which the server reports none; unset is those of the home."""
    instructions: str | None = None
    """How to speak, in words, for models that follow them."""
    response_format: Literal["pcm", "wav"] = "pcm"
    """The format to request: plain samples, or WAV for servers without them."""
    rate: int = Field(default=24_000, ge=8_000, le=48_000)
    """Hz of the audio, and of plain samples for which the server reports none. Other rates are resampled."""


class OpenAiTts:
    """Implements `TextToSpeech`. The API has no field for a speaker: `SpeakOptions.speaker` has no effect."""

    def __init__(self, options: OpenAiTtsOptions, context: EngineContext) -> None:
        self._options = options
        self._client = OpenAiClient(options, setting("tts.engines.openai"))
        self._home = context.languages
        self._languages = options.languages or context.languages
        self._format = AudioFormat(rate=options.rate, width=2, channels=1)
        self._loaded = False
        self._capabilities = self._offer(self._configured() or [self._voice(_VOICE)])

    @property
    def capabilities(self) -> TtsCapabilities:
        """Its capabilities; before `load` the configured voices, or one that every server has."""
        return self._capabilities

    async def load(self) -> None:
        """Ask the server for its voices.

        Raises:
            EngineUnavailable: it cannot be reached, or refuses the API key.
        """
        if self._loaded:
            return
        answer = await self._client.get_json("/audio/voices")
        voices = [] if self._configured() else list(self._read(answer))
        if voices:
            home = primary(self._home[0])
            # The voices of the home's language first; the sort is stable.
            voices.sort(key=lambda voice: primary(voice.languages[0]) != home)
            self._capabilities = self._offer(voices)
        self._loaded = True

    async def close(self) -> None:
        """Close the connections."""
        self._loaded = False
        await self._client.close()

    async def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        """Yield speech as the server sends it; closing the generator closes the connection.

        It is asked once more if it goes away before the first audio.

        Raises:
            Busy, DeadlineExceeded, EngineFailed: see `OpenAiClient.failures`.
        """
        if not text.strip():
            return
        async with aclosing(spoken(lambda: self._request(text, voice, options))) as speech:
            async for pcm in speech:
                yield pcm

    async def _request(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        library = await self._client.library()
        request = library.audio.speech.with_streaming_response.create(
            input=sendable(text),
            model=self._options.model,
            voice=sendable(voice.name),
            response_format=self._options.response_format,
            speed=min(max(options.speed, _SLOWEST), _FASTEST),
            extra_headers=self._client.headers,
            extra_body={"instructions": self._options.instructions} if self._options.instructions else None,
        )
        try:
            with self._client.failures():
                async with request as response:
                    sound = _Sound(self._plain_format(response.headers.get("content-type", "")), self._format)
                    async for piece in response.iter_bytes():
                        async for pcm in sound.convert(piece):
                            yield pcm
                    async for pcm in sound.flush():
                        yield pcm
        except UndecodableAudio as error:
            raise self._client.errors.invalid_response(error.message) from error

    def _plain_format(self, media_type: str) -> AudioFormat:
        """Return the format of plain samples.

        Raises:
            EngineFailed: the answer is not audio that was requested.
        """
        if _NO_SOUND.match(media_type.lower()):
            raise self._client.errors.invalid_response(
                f"{media_type} instead of {self._options.response_format}"
            )
        rate = _RATE.search(media_type)
        if rate is None:
            return self._format
        try:
            return AudioFormat(rate=int(rate[1]), width=2, channels=1)
        except InvalidRequest as error:  # the fault of the server, not of the client
            raise self._client.errors.invalid_response(error.message) from error

    def _configured(self) -> list[Voice]:
        return [self._voice(name) for name in dict.fromkeys(self._options.voices)]

    def _read(self, answer: Any) -> Iterable[Voice]:
        """Read the list of voices, which servers send as names or objects, in a list or under a key."""
        if isinstance(answer, dict):
            answer = answer.get("voices", answer.get("data"))
        seen: set[str] = set()
        for entry in answer[:_MAX_VOICES] if isinstance(answer, list) else ():
            fields = entry if isinstance(entry, dict) else {"id": entry}
            name = fields.get("id") or fields.get("name")
            if not is_name(name) or name in seen:
                continue
            seen.add(name)
            yield self._voice(name, fields)

    def _voice(self, name: str, fields: dict[str, Any] | None = None) -> Voice:
        fields = fields or {}
        tags = language_tags(fields.get("languages")) or language_tags([fields.get("language")])
        description, terms, rate = fields.get("name"), fields.get("licence"), fields.get("sample_rate")
        return Voice(
            name=name,
            languages=tags or self._languages,
            description=shown(description) if isinstance(description, str) and description else name,
            license=shown(terms) if isinstance(terms, str) else "",
            rate=count(rate),
        )

    def _offer(self, voices: list[Voice]) -> TtsCapabilities:
        return TtsCapabilities(tuple(voices), self._format, version="")


class _Sound:
    """Converts the audio of a server to one format: plain samples, or WAV with its own format."""

    def __init__(self, plain: AudioFormat, target: AudioFormat) -> None:
        self._plain = plain
        self._target = target
        self._head: bytes | None = b""
        """What has come, until it is enough to tell WAV from plain samples."""
        self._wav: WavReader | None = None
        self._sound: ForeignSound | None = None
        self._source: AudioFormat | None = None

    async def convert(self, data: bytes) -> AsyncGenerator[bytes, None]:
        """Yield the converted audio that is complete.

        Raises:
            UndecodableAudio: it is a WAV that cannot be read.
        """
        if self._head is not None:
            data, self._head = self._head + data, None
            if len(data) < _WAV_HEAD:
                self._head = data
                return
            if data.startswith(WAV_HEADS):
                self._wav = WavReader()
        chunks = [AudioChunk(data, self._plain)] if self._wav is None else self._wav.feed(data)
        async for pcm in self._convert(chunks):
            yield pcm

    async def flush(self) -> AsyncGenerator[bytes, None]:
        """Yield the rest.

        Raises:
            UndecodableAudio: it is a WAV that ended before its samples.
        """
        rest = [AudioChunk(self._head or b"", self._plain)] if self._wav is None else self._wav.flush()
        async for pcm in self._convert(rest):
            yield pcm
        if self._sound is not None and (end := self._sound.flush()):
            yield end

    async def _convert(self, chunks: list[AudioChunk]) -> AsyncGenerator[bytes, None]:
        """Convert chunks; between files of one format nothing is cut, so that nothing clicks."""
        for chunk in chunks:
            if self._sound is None or chunk.format != self._source:
                if self._sound is not None and (rest := self._sound.flush()):
                    yield rest
                self._source, self._sound = chunk.format, ForeignSound(chunk.format, self._target)
            async for pcm in self._sound.convert(chunk.pcm):
                yield pcm


SPEC = EngineSpec(
    kind=EngineKind.TTS,
    name="openai",
    summary="any OpenAI-compatible server's text to speech",
    attribution=Attribution("OpenAI", "https://github.com/openai/openai-python"),
    license="Apache-2.0",
    create=OpenAiTts,
    options=OpenAiTtsOptions,
    requires=("openai",),
    install="pip install openai",
    remote=True,
    languages="the server's",
    size="none here",
    rate="24 kHz, or as set",
    proven="against Morgan's own server, and servers that are silent, cut off, busy and wrong",
)
