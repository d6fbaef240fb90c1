"""What every family of routes is handed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from wyoming_morgan.audio import SpeechFile
from wyoming_morgan.errors import EngineUnavailable, TooLarge
from wyoming_morgan.http.acted import begin_turn
from wyoming_morgan.http.admission import Admission
from wyoming_morgan.http.bodies import BodyT, read_form, read_json
from wyoming_morgan.http.deadline import Deadline
from wyoming_morgan.http.encoders import EncoderThreads
from wyoming_morgan.http.gatekeeper import Gatekeeper
from wyoming_morgan.http.held import HeldFiles
from wyoming_morgan.http.metrics import Metrics
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.settings import setting
from wyoming_morgan.timings import TurnTimings, recorded


@dataclass(frozen=True, slots=True)
class RouteContext:
    """The services, the bounds, and the reading of bodies within these bounds."""

    services: HttpServices
    settings: HttpSettings
    admission: Admission
    metrics: Metrics
    held_files: HeldFiles
    encoders: EncoderThreads
    gatekeeper: Gatekeeper
    at_shutdown: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """Called when the server stops, to end what has no end by itself."""

    @contextmanager
    def turn(self, request: web.Request) -> Iterator[TurnTimings]:
        """Record the turn that runs in the block; once it has acted, no failure of it is retryable."""
        timings = begin_turn(request)
        with recorded(self.services.turn_log, timings):
            yield timings

    def guard(self, handler: Handler) -> Handler:
        """Return `handler` behind the admission, which bounds how many run and for how long."""
        return self.admission.guard(handler)

    async def read_json(self, request: web.Request, model: type[BodyT]) -> BodyT:
        """Read a JSON body; see `bodies.read_json`."""
        hint = f"send less at a time, or raise {setting('core.http.max_json_bytes')}"
        return await read_json(request, model, limit=self.settings.max_json_bytes, hint=hint)

    async def read_form(self, request: web.Request, model: type[BodyT]) -> tuple[BodyT, bytes]:
        """Read a form and its file; see `bodies.read_form`."""
        hint = f"send less at a time, or raise {setting('core.http.max_body_bytes')}"
        return await read_form(request, model, limit=self.settings.max_body_bytes, hint=hint)

    async def decode_speech(self, file: bytes, deadline: Deadline | None = None) -> SpeechFile:
        """Decode an audio file into `SPEECH`; a client that leaves ends the work.

        The deadline of its request is put off by as long as it lasts.

        Raises:
            UndecodableAudio: it is not an audio file that can be decoded within bounds.
            TooLarge: it is longer than the bound.
            EngineUnavailable: this process has no decoder.
            Busy: too many files wait.
        """
        decoder = self.services.decoder
        if decoder is None:
            raise EngineUnavailable("this service takes no recordings", hint="send text")
        try:
            speech = await decoder.open(file, limit_seconds=self.settings.max_audio_seconds)
        except TooLarge as error:
            hint = f"send it in shorter files, or raise {setting('core.http.max_audio_seconds')}"
            raise TooLarge(error.message, hint=hint) from error
        if deadline is not None:
            deadline.extend(speech.seconds)
        return speech
