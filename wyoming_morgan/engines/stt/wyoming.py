"""A recognizer behind another Wyoming server."""

from __future__ import annotations

import asyncio

from pydantic import Field
from wyoming.asr import Transcribe
from wyoming.asr import Transcript as TranscriptEvent
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.info import Info

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.clients.wyoming import Connection, Remote, RemoteOptions, sendable
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.errors import DeadlineExceeded, EngineUnavailable

_CHUNK = SPEECH.size(0.25)


class WyomingSttOptions(RemoteOptions):
    """Where the recognizer is."""

    model: str | None = Field(
        default=None, description="The model to ask for; unset is the server's own default."
    )


class WyomingStt:
    """The recognizer. It needs nothing between requests: a server that was away is used when it is back."""

    def __init__(self, options: WyomingSttOptions, context: EngineContext) -> None:
        self._model = options.model
        self._remote = Remote(options)
        self._context = context
        self._loaded = False
        self._spelling: dict[str, str] = {}
        self._capabilities = SttCapabilities(
            languages=context.languages, model=options.model or "remote", model_description="", version=""
        )

    @property
    def capabilities(self) -> SttCapabilities:
        """What it can do; the home's languages before `load`."""
        return self._capabilities

    async def load(self) -> None:
        """Ask the server what it offers.

        Raises:
            EngineUnavailable: it cannot be reached, or has no recognizer; try again later.
        """
        if not self._loaded:
            self._capabilities = self._read(await self._remote.info())
            self._loaded = True

    async def close(self) -> None:
        """Forget what the server offers."""
        self._loaded = False

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe; cancelling closes the connection.

        Raises:
            EngineFailed: see `Remote.connect`.
            DeadlineExceeded: likewise, or it answers, but does not come to an end before the deadline.
        """
        if not pcm:
            return Transcript("")
        try:
            async with asyncio.timeout(self._context.limits.deadline) as deadline:
                return await self._ask(pcm, options)
        except TimeoutError:
            if not deadline.expired():
                raise
            raise DeadlineExceeded(
                f"{self._remote.name} gave no transcript within {self._context.limits.deadline:g} s",
                hint="try again, or raise the engine's deadline",
            ) from None

    async def _ask(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        async with self._remote.connect() as connection:
            # Sent while the answer is waited for: the server may answer before it has heard everything.
            sending = asyncio.create_task(self._send(connection, pcm, options))
            try:
                while True:
                    event = await connection.receive()
                    if TranscriptEvent.is_type(event.type):
                        heard = TranscriptEvent.from_event(event)
                        return Transcript(heard.text.strip(), heard.language or options.language)
            finally:
                sending.cancel()
                # That the server closed its end is seen by the reader.
                await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, connection: Connection, pcm: bytes, options: TranscribeOptions) -> None:
        await connection.send(
            Transcribe(
                name=self._model,
                language=self._spelling.get(options.language or "", options.language),
                transcript_names=[sendable(name) for name in options.names] or None,
                transcript_terms=[sendable(term) for term in options.terms] or None,
            )
        )
        layout = {"rate": SPEECH.rate, "width": SPEECH.width, "channels": SPEECH.channels}
        await connection.send(AudioStart(**layout))
        for start in range(0, len(pcm), _CHUNK):
            await connection.send(AudioChunk(**layout, audio=pcm[start : start + _CHUNK]))
        await connection.send(AudioStop())

    def _read(self, info: Info) -> SttCapabilities:
        models = [
            (program, model)
            for program in info.asr
            for model in program.models
            if model.installed and self._model in (None, model.name)
        ]
        if not models:
            wanted = f"no model {self._model!r}" if self._model else "no speech to text"
            raise EngineUnavailable(
                f"{self._remote.name} offers {wanted}", hint="correct the uri or the model"
            )
        program, model = models[0]
        own = self._context.languages[0]
        # The server's own way of writing a tag is what it is asked with.
        self._spelling = {language.replace("_", "-"): language for language in model.languages}
        offered = list(self._spelling) or [own]
        return SttCapabilities(
            # The home's language first, where the model knows it.
            languages=tuple(sorted(offered, key=lambda language: language != own)),
            model=model.name,
            model_description=model.description or model.name,
            version=model.version or program.version or "",
        )


SPEC = EngineSpec(
    kind=EngineKind.STT,
    name="wyoming",
    summary="any other Wyoming server's speech to text",
    attribution=Attribution("Open Home Foundation", "https://github.com/OHF-Voice/wyoming"),
    license="MIT",
    create=WyomingStt,
    options=WyomingSttOptions,
    remote=True,
    languages="the server's",
    size="none here",
    rate="16 kHz",
    proven="wyoming-faster-whisper 3.8.1 hears espeak-ng, is killed, stalls and comes back, in the tests",
)
