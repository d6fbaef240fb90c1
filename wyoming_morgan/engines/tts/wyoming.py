"""Speech synthesis by another Wyoming server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from pydantic import Field
from wyoming.audio import AudioChunk, AudioStop
from wyoming.info import Info
from wyoming.tts import Synthesize, SynthesizeVoice

from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.clients.again import spoken
from wyoming_morgan.engines.clients.remote import count, is_name, language_tags, sendable, shown
from wyoming_morgan.engines.clients.wyoming import ClientConnection, WyomingClient, WyomingClientOptions
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.languages import primary
from wyoming_morgan.engines.contract.tts import SpeakOptions, TtsCapabilities, Voice
from wyoming_morgan.engines.tts.foreign_sound import ForeignSound
from wyoming_morgan.errors import EngineUnavailable, InvalidRequest
from wyoming_morgan.settings import setting

_MAX_VOICES = 2_000
_DEFAULT = "default"
"""The voice that leaves the choice to the server. A server does not report its default voice, and lists even
those that it would have to download first."""


class WyomingTtsOptions(WyomingClientOptions):
    """Where the synthesizer is."""

    rate: int = Field(default=22_050, ge=8_000, le=48_000)
    """Hz of the audio; voices with another rate are resampled."""


class WyomingTts:
    """Implements `TextToSpeech`. The protocol has no field for speed: `SpeakOptions.speed` has no effect."""

    def __init__(self, options: WyomingTtsOptions, context: EngineContext) -> None:
        self._client = WyomingClient(options, setting("tts.engines.wyoming"))
        self._languages = context.languages
        self._answer_timeout = options.answer_timeout
        self._format = AudioFormat(rate=options.rate, width=2, channels=1)
        self._loaded = False
        self._named: frozenset[str] = frozenset()
        self._capabilities = TtsCapabilities((self._default_voice(),), self._format, "")

    @property
    def capabilities(self) -> TtsCapabilities:
        """Its capabilities; before `load` with a single voice, `default`.

        That voice leaves the choice to the server. A server with only one voice has no `default`.
        """
        return self._capabilities

    async def load(self) -> None:
        """Ask the server for its voices.

        Raises:
            EngineUnavailable: it cannot be reached, or has no voice.
        """
        if not self._loaded:
            self._capabilities = await self._client.info(self._read)
            self._loaded = True

    async def close(self) -> None:
        """Let the next `load` ask the server again."""
        self._loaded = False

    async def synthesize(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        """Yield speech as the server sends it; closing the generator closes the connection.

        It is asked once more if it goes away before the first audio.

        Raises:
            EngineFailed, DeadlineExceeded: see `WyomingClient.connect`.
        """
        if not text.strip():
            return
        async with aclosing(spoken(lambda: self._request(text, voice, options))) as speech:
            async for pcm in speech:
                yield pcm

    async def _request(self, text: str, voice: Voice, options: SpeakOptions) -> AsyncGenerator[bytes, None]:
        named = voice.name in self._named
        chosen = SynthesizeVoice(name=voice.name, speaker=options.speaker) if named else None
        async with self._client.connect() as connection:
            await connection.send(Synthesize(text=sendable(text), voice=chosen))
            sound: ForeignSound | None = None
            while (chunk := await self._next_sound(connection)) is not None:
                sound = sound or ForeignSound(self._source(chunk), self._format)
                async for pcm in sound.convert(chunk.audio):
                    yield pcm
            if sound is not None and (rest := sound.flush()):
                yield rest

    async def _next_sound(self, connection: ClientConnection) -> AudioChunk | None:
        """Return the next audio, None at its end. What has no sound in it does not gain time."""
        async with asyncio.timeout(self._answer_timeout):
            while True:
                event = await connection.receive()
                if AudioStop.is_type(event.type):
                    return None
                if not AudioChunk.is_type(event.type):
                    continue
                chunk = AudioChunk.from_event(event)
                self._source(chunk)
                if chunk.audio:
                    return chunk

    def _source(self, chunk: AudioChunk) -> AudioFormat:
        rate, width, channels = (count(value) or 0 for value in (chunk.rate, chunk.width, chunk.channels))
        try:
            return AudioFormat(rate=rate, width=width, channels=channels)
        except InvalidRequest as error:  # the fault of the server, not of the client
            raise self._client.errors.invalid_response(error.message) from error

    def _read(self, info: Info) -> TtsCapabilities:
        voices: dict[str, Voice] = {}
        for program in info.tts:
            for offered in program.voices[:_MAX_VOICES]:
                if not offered.installed or not is_name(offered.name):
                    continue
                voice = Voice(
                    name=offered.name,
                    languages=language_tags(offered.languages) or self._languages,
                    description=shown(offered.description or offered.name),
                    speakers=tuple(filter(is_name, (speaker.name for speaker in offered.speakers or ()))),
                )
                voices.setdefault(voice.name, voice)
        if not voices:
            uri = self._client.errors.option("uri")
            raise EngineUnavailable(f"{self._client.name} has no voice", hint=f"correct {uri}")
        self._named = frozenset(voices)
        own = primary(self._languages[0])
        # The voices of the home's language first; the sort is stable.
        ordered = sorted(voices.values(), key=lambda voice: primary(voice.languages[0]) != own)
        if len(voices) > 1 and _DEFAULT not in voices:
            ordered.insert(0, self._default_voice())
        return TtsCapabilities(tuple(ordered), self._format, shown(info.tts[0].version or ""))

    def _default_voice(self) -> Voice:
        return Voice(_DEFAULT, self._languages[:1], "The server's default")


SPEC = EngineSpec(
    kind=EngineKind.TTS,
    name="wyoming",
    summary="any other Wyoming server's text to speech",
    attribution=Attribution("Open Home Foundation", "https://github.com/OHF-Voice/wyoming"),
    license="MIT",
    create=WyomingTts,
    options=WyomingTtsOptions,
    remote=True,
    languages="the server's",
    size="none here",
    rate="22.05 kHz, or as set",
    proven="wyoming-piper 2.5.2 speaks, is killed, stalls and comes back, in the tests",
)
