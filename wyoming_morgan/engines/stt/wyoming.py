"""Speech recognition by another Wyoming server."""

from __future__ import annotations

import asyncio

from wyoming.asr import Transcribe
from wyoming.asr import Transcript as TranscriptEvent
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.info import Info

from wyoming_morgan.audio import SPEECH
from wyoming_morgan.engines.clients.again import answered
from wyoming_morgan.engines.clients.remote import is_name, language_tags, sendable, shown
from wyoming_morgan.engines.clients.wyoming import ClientConnection, WyomingClient, WyomingClientOptions
from wyoming_morgan.engines.contract.engine import Attribution, EngineContext, EngineKind, EngineSpec
from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions, Transcript
from wyoming_morgan.engines.running.tasks import deadline
from wyoming_morgan.errors import EngineUnavailable
from wyoming_morgan.settings import setting

_CHUNK = SPEECH.size(0.25)


class WyomingSttOptions(WyomingClientOptions):
    """Where the recognizer is."""

    model: str | None = None
    """The model to request; unset is the server's default."""
    force_language: str | None = None
    """The language of all speech, whatever the client names."""


class WyomingStt:
    """Implements `SpeechToText`. It keeps no state between requests: a server that was down is used again."""

    def __init__(self, options: WyomingSttOptions, context: EngineContext) -> None:
        self._model = options.model
        self._force_language = options.force_language
        self._client = WyomingClient(options, setting("stt.engines.wyoming"))
        self._context = context
        self._loaded = False
        self._spelling: dict[str, str] = {}
        self._capabilities = SttCapabilities(
            languages=context.languages, model=options.model or "remote", model_description="", version=""
        )

    @property
    def capabilities(self) -> SttCapabilities:
        """Its capabilities; before `load` with the languages of the home."""
        return self._capabilities

    async def load(self) -> None:
        """Ask the server for its models.

        Raises:
            EngineUnavailable: it cannot be reached, or has no such model.
        """
        if not self._loaded:
            self._capabilities = await self._client.info(self._read)
            self._loaded = True

    async def close(self) -> None:
        """Let the next `load` ask the server again."""
        self._loaded = False

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        """Transcribe, once more if the server goes away; cancelling closes the connection.

        Raises:
            EngineFailed: see `WyomingClient.connect`.
            DeadlineExceeded: the whole answer takes longer than the engine's deadline.
        """
        if not pcm:
            return Transcript("")
        async with deadline(self._client.name, self._context.limits.deadline):
            return await answered(lambda: self._request(pcm, options))

    async def _request(self, pcm: bytes, options: TranscribeOptions) -> Transcript:
        async with self._client.connect() as connection:
            # Send while waiting for the answer: the server may answer before it has all audio.
            sending = asyncio.create_task(self._send(connection, pcm, options))
            try:
                while True:
                    event = await connection.receive()
                    if TranscriptEvent.is_type(event.type):
                        transcript = TranscriptEvent.from_event(event)
                        reported = next(iter(language_tags([transcript.language])), None)
                        language = reported or self._language(options)
                        return Transcript(transcript.text.strip(), language)
            finally:
                sending.cancel()
                # The reader reports that the server closed its end.
                await asyncio.gather(sending, return_exceptions=True)

    def _language(self, options: TranscribeOptions) -> str | None:
        return self._force_language or options.language

    async def _send(self, connection: ClientConnection, pcm: bytes, options: TranscribeOptions) -> None:
        language = self._language(options)
        await connection.send(
            Transcribe(
                name=self._model,
                language=self._spelling.get(language or "", language),
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
            if model.installed and is_name(model.name) and self._model in (None, model.name)
        ]
        if not models:
            missing = f"no model {self._model!r}" if self._model else "no speech-to-text"
            uri, model_option = self._client.errors.option("uri"), self._client.errors.option("model")
            raise EngineUnavailable(
                f"{self._client.name} has {missing}", hint=f"correct {uri} or {model_option}"
            )
        program, model = models[0]
        own = self._context.languages[0]
        # Requests use the server's spelling of a tag.
        tags = [tag for tag in model.languages if language_tags([tag])]
        self._spelling = {language.replace("_", "-"): language for language in tags}
        offered = list(self._spelling) or [own]
        return SttCapabilities(
            # The home's language first, where the model knows it.
            languages=tuple(sorted(offered, key=lambda language: language != own)),
            model=model.name,
            model_description=shown(model.description or model.name),
            version=shown(model.version or program.version or ""),
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
