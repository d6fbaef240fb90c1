"""Decodes audio files through PyAV."""

from __future__ import annotations

import io
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import av

from wyoming_morgan.audio.channels import FILE_SECONDS, SpeechChannel
from wyoming_morgan.audio.formats import SPEECH, AudioChunk, AudioFormat
from wyoming_morgan.audio.frames import FORMATS_HINT, audio_frames, undecodable
from wyoming_morgan.audio.heads import MOST_HEAD
from wyoming_morgan.audio.parts import Readable, parts
from wyoming_morgan.audio.pcm import from_samples, to_samples
from wyoming_morgan.audio.resample import Resampler
from wyoming_morgan.errors import TooLarge, UndecodableAudio

_SLACK_SECONDS = 1.0
"""By how much the audio that goes in may be longer than what may come out: encoders add silence."""


@dataclass(frozen=True, slots=True)
class SpeechFile:
    """The sound of a file as `SPEECH`, which need not be in memory as a whole."""

    seconds: float
    chunks: AsyncGenerator[AudioChunk, None]
    """All of it, once; a caller that begins to read closes it. Raises `UndecodableAudio` beyond a bound."""


class FileDecoder(Protocol):
    """Decodes the files of strangers, where that can be stopped and holds up nothing else."""

    async def open(self, file: bytes | Path, *, limit_seconds: float) -> SpeechFile:
        """Decode a file into `SPEECH`, a long one only as it is needed.

        Raises:
            UndecodableAudio: it holds no audio that can be decoded within bounds.
            TooLarge: it is longer than `limit_seconds`.
            Busy: too many files wait.
        """

    async def decode(self, file: bytes | Path, *, limit_seconds: float) -> AudioChunk:
        """Decode a file into `SPEECH`; a caller that is cancelled ends the work.

        Raises:
            UndecodableAudio: it holds no audio that can be decoded within bounds.
            TooLarge: it is longer than `limit_seconds`.
            Busy: too many files wait.
        """


def decode(data: bytes | BinaryIO, *, target: AudioFormat = SPEECH, limit_seconds: float) -> AudioChunk:
    """Decode a whole file (WAV, MP3, FLAC, Ogg, MP4, WebM, …), or several joined ones, to PCM.

    What is broken in it is left out. Of several channels the one with the speech is heard. A valid file
    without any sound is no error. Blocks, and a hostile file takes long: files of strangers go through a
    `FileDecoder`.

    Raises:
        UndecodableAudio: it holds no audio that can be decoded.
        TooLarge: it is longer than `limit_seconds`.
    """
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    pcm = bytearray()
    decode_into(file, pcm.extend, target=target, limit_seconds=limit_seconds)
    return AudioChunk(bytes(pcm), target)


def decode_into(
    file: BinaryIO, write: Callable[[bytes], object], *, target: AudioFormat = SPEECH, limit_seconds: float
) -> float:
    """Decode a file as `decode` does, and write the PCM piece by piece; return its length in seconds.

    Raises:
        UndecodableAudio: it holds no audio that can be decoded.
        TooLarge: it is longer than `limit_seconds`.
    """
    sound = _Sound(target, limit_seconds, write)
    try:
        _hear_all(file, sound)
    except MemoryError as error:
        raise UndecodableAudio("the audio takes too much memory to decode", hint=FORMATS_HINT) from error
    return target.seconds(sound.size)


def _hear_all(file: BinaryIO, sound: _Sound) -> None:
    head = file.read(MOST_HEAD + 1)
    failure: UndecodableAudio | None = None
    whole = False
    sources = parts(file)
    while True:
        try:
            source = next(sources, None)
            if source is None:
                break
            whole = source is file
            _hear(source, head, sound)
        except UndecodableAudio as error:
            failure = failure or error
    if not sound.heard and whole and failure is not None:
        raise failure
    if not sound.heard and not whole:
        # As FFmpeg reads it, whatever was made of it before.
        file.seek(0)
        _hear(file, head, sound)
    if not sound.heard and sound.failure is not None:
        raise sound.failure
    sound.end()


def _hear(source: Readable, head: bytes, sound: _Sound) -> None:
    for frame in audio_frames(source, head):
        sound.add(frame)


class _Sound:
    """The PCM that comes of frames, whose format may change at any time."""

    def __init__(self, target: AudioFormat, limit_seconds: float, write: Callable[[bytes], object]) -> None:
        self._write = write
        self.size = 0
        """Bytes of PCM so far."""
        self.heard = False
        """Whether there was any frame."""
        self.failure: UndecodableAudio | None = None
        """Why a frame was left out."""
        self._target = target
        self._limit_seconds = limit_seconds
        self._seconds = 0.0
        self._channels = 1
        self._resampler = Resampler("s16", target.rate)
        self._channel: SpeechChannel | None = None

    def add(self, frame: av.AudioFrame) -> None:
        """Take the next frame.

        Raises:
            TooLarge: there is too much of it.
        """
        self._seconds += frame.samples / frame.sample_rate
        # Counted before it is resampled: one frame may become gigabytes.
        if self._seconds > self._limit_seconds + _SLACK_SECONDS:
            raise self._too_long()
        channels = frame.layout.nb_channels
        if channels != self._channels:
            self.end()
            self._channels = channels
            self._resampler = Resampler("s16", self._target.rate, mono=False)
            if channels > 1:
                self._channel = SpeechChannel(self._target.rate, channels, ahead_seconds=FILE_SECONDS)
        frame.pts = None
        try:
            frames = self._resampler.resample(frame)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - one odd frame costs no more than itself
            self.failure = undecodable(error)
            self._resampler = Resampler("s16", self._target.rate, mono=False)
            return
        self.heard = True
        self._take(frames)

    def end(self) -> None:
        """Take what the resampler and the choice of the channel still hold."""
        self._take(self._resampler.resample(None))
        if self._channel is not None:
            channel, self._channel = self._channel, None
            self._append(from_samples(channel.flush()))

    def _take(self, frames: list[av.AudioFrame]) -> None:
        for frame in frames:
            pcm = frame.to_ndarray().tobytes()
            if self._channel is not None:
                samples = to_samples(pcm).reshape(-1, self._channels)
                pcm = from_samples(self._channel.choose(samples))
            self._append(pcm)

    def _append(self, pcm: bytes) -> None:
        self.size += len(pcm)
        if self.size > self._target.size(self._limit_seconds):
            raise self._too_long()
        self._write(pcm)

    def _too_long(self) -> TooLarge:
        return TooLarge(
            f"the audio is longer than {self._limit_seconds:g} seconds", hint="send it in shorter files"
        )
