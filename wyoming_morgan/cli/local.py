"""The work of `listen`, `say`, `voices` and `ask`: the engines of this machine, without a server."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from wyoming_morgan.agent.collect import collect_turn
from wyoming_morgan.agent.contract import IntentRecognized, Outcome, TurnDone, TurnRequest
from wyoming_morgan.app import Component, open_morgan
from wyoming_morgan.app.nearest import nearest_commands
from wyoming_morgan.audio import AudioChunk, FileDecoder
from wyoming_morgan.cli.log import configure_logging
from wyoming_morgan.cli.output import STANDARD_STREAM
from wyoming_morgan.config.choices import LogLevel
from wyoming_morgan.config.schema import Config
from wyoming_morgan.engines.contract.stt import TranscribeOptions, Transcript
from wyoming_morgan.engines.contract.tts import Voice
from wyoming_morgan.errors import InvalidRequest, TooLarge
from wyoming_morgan.settings import setting
from wyoming_morgan.timings import TurnTimings
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.whole import hear_whole, speak_whole

T = TypeVar("T")

_MOST_BYTES = 256 * 1024 * 1024
"""The longest recording that is read from a pipe: five minutes of eight channels at 48 kHz in 16 bits."""


@dataclass(frozen=True, slots=True)
class TranscribedFile:
    """The transcript of one recording of `seconds`."""

    file: str
    seconds: float
    transcript: Transcript
    timings: dict[str, float]


@dataclass(frozen=True, slots=True)
class SpokenText:
    """A spoken text, and its voice."""

    audio: AudioChunk
    voice: Voice


@dataclass(frozen=True, slots=True)
class DryRun:
    """The answer to a request whose intents were not executed."""

    intents: tuple[IntentRecognized, ...]
    done: TurnDone
    timings: dict[str, float]
    nearest: tuple[str, ...] = ()
    """The commands of the home that sound most like a request that was not understood."""


async def listen(
    config: Config, files: list[str], language: str | None, *, stdin: bytes
) -> AsyncIterator[TranscribedFile]:
    """Transcribe recordings one after the other; `-` stands for `stdin`.

    Raises:
        InvalidRequest: a file cannot be read, or the language is unknown.
        UndecodableAudio: a file does not contain audio.
        TooLarge: a recording is longer than an utterance may be.
    """
    _log(config)
    for file in files:
        _check(file)
    limit = config.stt.ear.max_seconds
    options = TranscribeOptions(language=language)
    async with open_morgan(config, {Component.STT}) as morgan:
        ear = _present(morgan.stt)
        for file in files:
            audio = await _decode(morgan.decoder, _source(file, stdin), limit)
            timings = TurnTimings()
            transcript = await hear_whole(ear, audio, options, timings)
            yield TranscribedFile(file, audio.seconds, transcript, timings.milliseconds())


async def say(config: Config, text: str, request: VoiceRequest) -> SpokenText:
    """Speak a text.

    Raises:
        InvalidRequest: nothing in the text can be spoken.
        UnknownVoice: no voice fits the request.
        TooLarge: the text is too long.
    """
    _log(config)
    async with open_morgan(config, {Component.TTS}) as morgan:
        mouth = _present(morgan.tts)
        chosen = mouth.choose(request)
        audio = await speak_whole(mouth, text, chosen, TurnTimings())
        if not audio.pcm:
            raise InvalidRequest("there is nothing to speak in the text", hint="give it words or numbers")
        return SpokenText(audio, chosen.voice)


async def voices(config: Config) -> tuple[Voice, ...]:
    """Return every voice, the default first."""
    _log(config)
    async with open_morgan(config, {Component.TTS}) as morgan:
        return _present(morgan.tts).voices


async def ask(config: Config, request: TurnRequest) -> DryRun:
    """Answer a request without executing anything.

    Raises:
        InvalidRequest: the text is empty or the language unknown.
        TooLarge: the text is too long.
        EngineUnavailable, EngineFailed: what was not understood cannot be compared with the commands.
    """
    _log(config)
    async with open_morgan(config, {Component.AGENT}) as morgan:
        turn = await collect_turn(_present(morgan.agent), request)
    done, timings = turn.done, request.timings.milliseconds()
    if done.outcome is not Outcome.NOT_HANDLED:
        return DryRun(turn.intents, done, timings)
    return DryRun(turn.intents, done, timings, await nearest_commands(config, request.text, done.language))


async def _decode(decoder: FileDecoder, source: bytes | Path, limit_seconds: float) -> AudioChunk:
    try:
        return await decoder.decode(source, limit_seconds=limit_seconds)
    except TooLarge as error:
        hint = f"give it in shorter files, or raise {setting('stt.ear.max_seconds')}"
        raise TooLarge(error.message, hint=hint) from error


def _present(component: T | None) -> T:
    """Return a component that Morgan was composed with."""
    if component is None:
        raise AssertionError("a component that is asked for is made")
    return component


def _source(file: str, stdin: bytes) -> bytes | Path:
    """Return where a recording is read from; a pipe has to be read here."""
    if file == STANDARD_STREAM:
        return stdin
    path = Path(file)
    if path.is_file():
        return path
    with path.open("rb") as pipe:
        return read_bounded(pipe)


def read_bounded(stream: BinaryIO) -> bytes:
    """Read a stream to its end.

    Raises:
        TooLarge: it has more bytes than any recording that may be heard.
    """
    data = stream.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise TooLarge(f"more than {_MOST_BYTES} bytes of audio came", hint="send a shorter recording")
    return data


def _check(file: str) -> None:
    """Report a file that cannot be read before any work is done."""
    if file == STANDARD_STREAM:
        return
    try:
        Path(file).open("rb").close()
    except OSError as error:
        raise InvalidRequest(
            f"{file} cannot be read: {error.strerror}", hint="name a recording, or - for standard input"
        ) from error


def _log(config: Config) -> None:
    """Keep the terminal for data: log only warnings, unless everything is logged."""
    level = config.core.log_level
    configure_logging(LogLevel.WARNING if level is LogLevel.INFO else level, config.core.log_format)
