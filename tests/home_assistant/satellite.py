"""A satellite in a room, as Home Assistant connects to it: a microphone and a speaker, and no hardware."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from wyoming.asr import Transcript
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.error import Error
from wyoming.event import Event, async_read_event, async_write_event
from wyoming.info import Attribution, Describe, Info
from wyoming.info import Satellite as SatelliteInfo
from wyoming.ping import Ping, Pong
from wyoming.pipeline import PipelineStage, RunPipeline
from wyoming.satellite import RunSatellite
from wyoming.snd import Played

from wyoming_morgan.audio import SPEECH, decode

_CHUNK_SECONDS = 0.064
_CHUNK_BYTES = SPEECH.size(_CHUNK_SECONDS)
_ANSWER_SECONDS = 90.0


@dataclass(slots=True)
class Heard:
    """What came back for one command."""

    transcript: str | None = None
    audio: bytes = b""
    """PCM that went to the speaker."""
    bytes_per_second: int = 0
    error: str | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def seconds(self) -> float:
        """How long the reply sounded."""
        return len(self.audio) / self.bytes_per_second if self.bytes_per_second else 0.0


class Satellite:
    """Waits for Home Assistant to connect, then speaks to it as a person in its room would."""

    def __init__(self, area: str) -> None:
        self._area = area
        self._speaker: asyncio.StreamWriter | None = None
        self._connected = asyncio.Event()
        self._heard = Heard()
        self._connections: set[asyncio.StreamWriter] = set()
        self.port = 0

    @classmethod
    @contextlib.asynccontextmanager
    async def run(cls, area: str) -> AsyncIterator[Satellite]:
        """Serve one of this area on this machine during the block."""
        satellite = cls(area)
        server = await asyncio.start_server(satellite._serve, "127.0.0.1", 0)
        satellite.port = server.sockets[0].getsockname()[1]
        try:
            yield satellite
        finally:
            server.close()
            for connection in satellite._connections:
                connection.close()
            await server.wait_closed()

    async def say(self, recording: bytes) -> Heard:
        """Be spoken to: a recording in real time and silence after it, until the transcript comes."""
        await asyncio.wait_for(self._connected.wait(), _ANSWER_SECONDS)
        heard = self._heard = Heard()
        audio = decode(recording, target=SPEECH, limit_seconds=60).pcm
        await self._send(RunPipeline(start_stage=PipelineStage.ASR, end_stage=PipelineStage.TTS).event())
        microphone = asyncio.create_task(self._stream(audio, heard))
        try:
            await asyncio.wait_for(heard.over.wait(), _ANSWER_SECONDS)
        finally:
            microphone.cancel()
            await asyncio.gather(microphone, return_exceptions=True)
        return heard

    async def _stream(self, audio: bytes, heard: Heard) -> None:
        began = asyncio.get_running_loop().time()
        sent = 0
        while heard.transcript is None and heard.error is None:
            piece = audio[sent : sent + _CHUNK_BYTES].ljust(_CHUNK_BYTES, b"\0")
            chunk = AudioChunk(rate=SPEECH.rate, width=SPEECH.width, channels=SPEECH.channels, audio=piece)
            await self._send(chunk.event())
            sent += _CHUNK_BYTES
            pause = began + SPEECH.seconds(sent) - asyncio.get_running_loop().time()
            await asyncio.sleep(max(0.0, pause))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection: Home Assistant opens one to stay, and others to ask what this is."""
        self._connections.add(writer)
        try:
            while event := await async_read_event(reader):
                await self._receive(event, writer)
        except ConnectionError:
            pass  # Home Assistant ended
        finally:
            self._connections.discard(writer)
            writer.close()

    async def _receive(self, event: Event, writer: asyncio.StreamWriter) -> None:
        heard = self._heard
        if Describe.is_type(event.type):
            await async_write_event(self._info().event(), writer)
        elif Ping.is_type(event.type):
            await async_write_event(Pong(text=Ping.from_event(event).text).event(), writer)
        elif RunSatellite.is_type(event.type):
            self._speaker = writer
            self._connected.set()
        elif Transcript.is_type(event.type):
            heard.transcript = Transcript.from_event(event).text
        elif AudioStart.is_type(event.type):
            start = AudioStart.from_event(event)
            heard.bytes_per_second = start.rate * start.width * start.channels
        elif AudioChunk.is_type(event.type):
            heard.audio += AudioChunk.from_event(event).audio
        elif AudioStop.is_type(event.type):
            await async_write_event(Played().event(), writer)
            heard.over.set()
        elif Error.is_type(event.type):
            heard.error = Error.from_event(event).text
            heard.over.set()

    async def _send(self, event: Event) -> None:
        assert self._speaker is not None
        await async_write_event(event, self._speaker)

    def _info(self) -> Info:
        return Info(
            satellite=SatelliteInfo(
                name="Satellite",
                area=self._area,
                description="A satellite of the tests",
                attribution=Attribution(name="", url=""),
                installed=True,
                version=None,
            )
        )
