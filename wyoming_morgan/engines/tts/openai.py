"""A synthesizer behind any OpenAI-compatible server."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Iterable
from typing import Any, Literal

from pydantic import Field

from wyoming_morgan.audio import AudioFormat, PcmConverter, WavReader
from wyoming_morgan.engines.clients.openai import OpenAiOptions, OpenAiServer, sendable
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.tts import SpeakOptions, TtsCapabilities, Voice
from wyoming_morgan.errors import UndecodableAudio

_VOICE = "alloy"
"""A voice that OpenAI and those who are compatible with it know."""
_MAX_VOICES = 2_000
_MAX_NAME = 256
_SLOWEST, _FASTEST = 0.25, 4.0
_NO_SOUND = re.compile(r"text/|application/(json|xml)|audio/(mpeg|mp3|ogg|opus|flac|aac)")
_RATE = re.compile(r"rate=(\d{4,6})")
_RIFF = b"RIFF"


class OpenAiTtsOptions(OpenAiOptions):
    """Where the synthesizer is, and what it says."""

    model: str = Field(default="tts-1", description="The model to ask for.")
    voices: tuple[str, ...] = Field(
        default=(),
        description="The voices' names, the default first; unset asks the server, where it can tell.",
    )
    languages: tuple[str, ...] = Field(
        default=(),
        description="The languages of voices whose server does not tell; unset is those of the home.",
    )
    instructions: str | None = Field(
        default=None, description="How to speak, in words, for models that follow them."
    )
    response_format: Literal["pcm", "wav"] = Field(
        default="pcm", description="What to ask for: plain samples, or WAV where a server has no others."
    )
    rate: int = Field(
        default=24_000,
        ge=8_000,
        le=48_000,
        description="Hz of the audio, and of plain samples whose server does not tell. Others are resampled.",
    )


class OpenAiTts:
    """The synthesizer. It has no way to name a voice's speaker: `SpeakOptions.speaker` has no effect."""

    def __init__(self, options: OpenAiTtsOptions, context: EngineContext) -> None:
        self._options = options
        self._server = OpenAiServer(options)
        self._home = context.languages
        self._languages = options.languages or context.languages
        self._format = AudioFormat(rate=options.rate, width=2, channels=1)
        self._loaded = False
        self._capabilities = self._offer(self._configured() or [self._voice(_VOICE)])

    @property
    def capabilities(self) -> TtsCapabilities:
        """What it can do; before `load` the configured voices, or one that every server knows."""
        return self._capabilities

    async def load(self) -> None:
        """Ask the server for its voices.

        Raises:
            EngineUnavailable: it cannot be reached, or lets us not in; try again later.
        """
        if self._loaded:
            return
        answer = await self._server.offers("/audio/voices")
        told = [] if self._configured() else list(self._read(answer))
        if told:
            home = primary(self._home[0])
            # The voices of the home's language first; the sort is stable.
            told.sort(key=lambda voice: primary(voice.languages[0]) != home)
            self._capabilities = self._offer(told)
        self._loaded = True

    async def close(self) -> None:
        """Close the connections."""
        self._loaded = False
        await self._server.close()

    async def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        """Speak, in the pieces in which the server sends; closing the iterator closes the connection.

        Raises:
            Busy, DeadlineExceeded, EngineFailed: see `OpenAiServer.failures`.
        """
        if not text.strip():
            return
        client = await self._server.client()
        asking = client.audio.speech.with_streaming_response.create(
            input=sendable(text),
            model=self._options.model,
            voice=sendable(voice.name),
            response_format=self._options.response_format,
            speed=min(max(options.speed, _SLOWEST), _FASTEST),
            extra_headers=self._server.headers,
            extra_body={"instructions": self._options.instructions} if self._options.instructions else None,
        )
        try:
            with self._server.failures():
                async with asking as response:
                    sound = _Sound(self._told(response.headers.get("content-type", "")), self._format)
                    async for piece in response.iter_bytes():
                        if pcm := sound.convert(piece):
                            yield pcm
                    if rest := sound.flush():
                        yield rest
        except UndecodableAudio as error:
            raise self._server.nonsense(error.message) from error

    def _told(self, media_type: str) -> AudioFormat:
        """Return what plain samples are.

        Raises:
            EngineFailed: the answer is something else.
        """
        if _NO_SOUND.match(media_type.lower()):
            raise self._server.nonsense(f"{media_type} in place of {self._options.response_format}")
        rate = _RATE.search(media_type)
        return AudioFormat(rate=int(rate[1]), width=2, channels=1) if rate else self._format

    def _configured(self) -> list[Voice]:
        return [self._voice(name) for name in dict.fromkeys(self._options.voices)]

    def _read(self, answer: Any) -> Iterable[Voice]:
        """Read what servers answer: names, or objects, in a list or under a key."""
        if isinstance(answer, dict):
            answer = answer.get("voices", answer.get("data"))
        seen: set[str] = set()
        for entry in answer[:_MAX_VOICES] if isinstance(answer, list) else ():
            told = entry if isinstance(entry, dict) else {"id": entry}
            name = told.get("id") or told.get("name")
            if not isinstance(name, str) or not name.isprintable() or len(name) > _MAX_NAME or name in seen:
                continue
            seen.add(name)
            yield self._voice(name, told)

    def _voice(self, name: str, told: dict[str, Any] | None = None) -> Voice:
        told = told or {}
        languages = told.get("languages") or [told.get("language")]
        tags = [tag.replace("_", "-") for tag in languages if isinstance(tag, str) and tag]
        described, terms, rate = told.get("name"), told.get("licence"), told.get("sample_rate")
        return Voice(
            name=name,
            languages=tuple(tags) or self._languages,
            description=described if isinstance(described, str) and described else name,
            license=terms if isinstance(terms, str) else "",
            rate=rate if isinstance(rate, int) else None,
        )

    def _offer(self, voices: list[Voice]) -> TtsCapabilities:
        return TtsCapabilities(tuple(voices), self._format, version="")


class _Sound:
    """Makes one format of what a server sends: plain samples, or WAV, which tells its own format."""

    def __init__(self, plain: AudioFormat, target: AudioFormat) -> None:
        self._plain = plain
        self._target = target
        self._head = b""
        self._wav: WavReader | None = None
        self._converter: PcmConverter | None = None

    def convert(self, data: bytes) -> bytes:
        """Return what has come of it so far; may be empty.

        Raises:
            UndecodableAudio: it is a WAV that cannot be read.
        """
        if self._converter is None and self._wav is None:
            data, self._head = self._head + data, b""
            if len(data) < len(_RIFF):
                self._head = data
                return b""
            if data.startswith(_RIFF):
                self._wav = WavReader()
            else:
                self._converter = PcmConverter(self._plain, self._target)
        if self._wav is not None:
            data = self._wav.feed(data)
            if self._converter is None and self._wav.format is not None:
                self._converter = PcmConverter(self._wav.format, self._target)
        return self._converter.convert(data) if self._converter is not None else b""

    def flush(self) -> bytes:
        """Return what is left."""
        return self._converter.flush() if self._converter is not None else b""


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
