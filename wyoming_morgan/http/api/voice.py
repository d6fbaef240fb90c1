"""`GET /api/voice`: the WebSocket for utterances, texts and wake words, one at a time."""

from __future__ import annotations

import logging
from collections.abc import Callable

from aiohttp import web

from wyoming_morgan.errors import EngineUnavailable, ProtocolError
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.context import RouteContext
from wyoming_morgan.http.grants import GRANT, Grant
from wyoming_morgan.http.open_sockets import OpenSockets, close_reason
from wyoming_morgan.http.voice.about import about
from wyoming_morgan.http.voice.hearing import TranscribeJob
from wyoming_morgan.http.voice.job import VoiceJob
from wyoming_morgan.http.voice.jobs import Slot, VoiceJobs
from wyoming_morgan.http.voice.messages import (
    DescribeMessage,
    DetectMessage,
    EndMessage,
    JobMessage,
    SynthesizeMessage,
    TextMessage,
    TranscribeMessage,
    VoiceMessage,
    read_voice_message,
)
from wyoming_morgan.http.voice.noticing import DetectJob
from wyoming_morgan.http.voice.socket import VoiceSocket
from wyoming_morgan.http.voice.speaking import SynthesizeJob

_INVALID = 4000
_IDLE = 4008
_LOGGER = logging.getLogger(__name__)


class VoiceRoutes:
    """The route of spoken work."""

    def __init__(self, context: RouteContext) -> None:
        self._context = context
        most = context.settings.max_wake_streams
        self._wake_admission = Admission(limit=most, for_each_address=most, seconds=float("inf"))
        self._open = OpenSockets()

    def routes(self) -> list[web.RouteDef]:
        """Return what to register."""
        return [web.get("/api/voice", self._serve)]

    async def close(self) -> None:
        """Close every socket: the server stops."""
        await self._open.close()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        settings = self._context.settings
        # Audio hardly shrinks, and what was small may become large when it is unpacked.
        response = web.WebSocketResponse(max_msg_size=settings.max_json_bytes, compress=False)
        await response.prepare(request)
        socket = VoiceSocket(response, idle_seconds=settings.idle_seconds)
        jobs = VoiceJobs(socket, self._context.services.turn_log)
        try:
            with self._open.holding(response):
                await self._follow(socket, jobs, request)
        except ProtocolError as error:
            await response.close(code=_INVALID, message=close_reason(error))
        except TimeoutError:
            await response.close(code=_IDLE, message=b"nothing came for too long")
        except ConnectionError as error:
            _LOGGER.debug("a voice socket broke: %s", error)
            if request.transport is not None:
                request.transport.abort()
        finally:
            await jobs.close()
        return response

    async def _follow(self, socket: VoiceSocket, jobs: VoiceJobs, request: web.Request) -> None:
        while True:
            try:
                received = await socket.receive()
            except TimeoutError:
                if jobs.waiting:
                    raise
                continue
            if received is None:
                return
            if isinstance(received, bytes):
                await jobs.audio(received)
            elif (message := read_voice_message(received)) is not None:
                await self._take(message, socket, jobs, request)

    async def _take(
        self, message: VoiceMessage, socket: VoiceSocket, jobs: VoiceJobs, request: web.Request
    ) -> None:
        match message:
            case DescribeMessage():
                await socket.send(about(self._context.services))
            case TextMessage():
                await jobs.text(message.text)
            case EndMessage():
                await jobs.end()
            case _:
                await jobs.begin(self._making(message, socket, request[GRANT]), self._slot(message, request))

    def _making(self, message: JobMessage, socket: VoiceSocket, grant: Grant) -> Callable[[], VoiceJob]:
        services, settings = self._context.services, self._context.settings

        def make() -> VoiceJob:
            grant.spend()
            match message:
                case TranscribeMessage() if services.stt is not None:
                    return TranscribeJob(socket, services.stt, message)
                case SynthesizeMessage() if services.tts is not None:
                    return SynthesizeJob(socket, services.tts, message, max_pending=settings.max_pending_text)
                case DetectMessage() if (wake := services.wake()) is not None:
                    return DetectJob(socket, wake, message)
            raise EngineUnavailable(
                f"this service cannot {message.type}", hint="`describe` tells what it can"
            )

        return make

    def _slot(self, message: JobMessage, request: web.Request) -> Slot:
        """Return a place for the work: wake words are listened for without an end, so they have their own."""
        address = request.remote or ""
        if isinstance(message, DetectMessage):
            return self._wake_admission.slot(address)
        return self._context.admission.slot(
            address, seconds=self._context.settings.voice_seconds, client=request.protocol
        )


def routes(context: RouteContext) -> list[web.RouteDef]:
    """Return the routes of this module; none in a process that neither hears nor speaks."""
    services = context.services
    if services.stt is None and services.tts is None and services.vad is None:
        return []
    voices = VoiceRoutes(context)
    context.at_shutdown.append(voices.close)
    return voices.routes()
