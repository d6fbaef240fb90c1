"""Decodes audio files through PyAV."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO, Protocol

import av
import av.error
from av.container import InputContainer

from wyoming_morgan.audio.formats import SPEECH, AudioChunk, AudioFormat
from wyoming_morgan.audio.resample import Resampler
from wyoming_morgan.errors import InvalidRequest, MorganError, TooLarge, UndecodableAudio

_CONTAINERS = "aac,aiff,amr,asf,au,caf,flac,matroska,mov,mp3,mp4,ogg,w64,wav,webm"
"""FFmpeg's demuxers for common files. Others open sockets or further files: sdp, hls, concat."""
_NO_PROTOCOL = "none"
"""No file may lead to another one, or to an address."""
_SLACK_SECONDS = 1.0
"""By how much the audio that goes in may be longer than what may come out: encoders add silence."""
_HINT = "send WAV, MP3, FLAC, Ogg, MP4 or WebM"


class FileDecoder(Protocol):
    """Decodes the files of strangers, where that can be stopped and holds up nothing else."""

    async def decode(self, file: bytes | Path, *, limit_seconds: float) -> AudioChunk:
        """Decode a file into `SPEECH`; a caller that is cancelled ends the work.

        Raises:
            UndecodableAudio: it holds no audio that can be decoded within bounds.
            TooLarge: it is longer than `limit_seconds`.
            Busy: too many files wait.
        """


def decode(data: bytes | BinaryIO, *, target: AudioFormat = SPEECH, limit_seconds: float) -> AudioChunk:
    """Decode a whole file (WAV, MP3, FLAC, Ogg, MP4, WebM, …) to PCM.

    Blocks, and a hostile file takes long: files of strangers go through a `FileDecoder`.

    Raises:
        UndecodableAudio: it holds no audio that can be decoded.
        TooLarge: it is longer than `limit_seconds`.
    """
    pcm = bytearray()
    file = io.BytesIO(data) if isinstance(data, bytes) else data
    try:
        for piece in _bounded(_decode_pieces(file, target, limit_seconds), target, limit_seconds):
            pcm += piece
    except MorganError:
        raise
    except MemoryError as error:
        raise UndecodableAudio("the audio takes too much memory to decode", hint=_HINT) from error
    # PyAV raises plain errors, too, where it finds what it does not know: a codec, a layout.
    except Exception as error:
        cause = error.strerror if isinstance(error, av.error.FFmpegError) else error
        raise UndecodableAudio(f"the audio cannot be decoded: {cause}", hint=_HINT) from error
    return AudioChunk(bytes(pcm), target)


def _bounded(pieces: Iterator[bytes], target: AudioFormat, limit_seconds: float) -> Iterator[bytes]:
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > target.size(limit_seconds):
            raise _too_long(limit_seconds)
        yield piece


def _decode_pieces(file: BinaryIO, target: AudioFormat, limit_seconds: float) -> Iterator[bytes]:
    options = {
        "format_whitelist": _CONTAINERS,
        "codec_whitelist": _audio_codecs(),
        "protocol_whitelist": _NO_PROTOCOL,
    }
    with av.open(file, mode="r", metadata_errors="ignore", options=options) as container:
        if not container.streams.audio:
            raise UndecodableAudio("the file holds no audio", hint="send a file with an audio track")
        stream = container.streams.audio[0]
        stream.codec_context.thread_count = 1
        resampler = Resampler("s16", target.rate)
        seconds = 0.0
        for frame in _frames(container, stream):
            _check(frame)
            seconds += frame.samples / frame.sample_rate
            # Counted before it is resampled: one frame may become gigabytes.
            if seconds > limit_seconds + _SLACK_SECONDS:
                raise _too_long(limit_seconds)
            frame.pts = None
            for out in resampler.resample(frame):
                yield out.to_ndarray().tobytes()
        for out in resampler.resample(None):
            yield out.to_ndarray().tobytes()


def _frames(container: InputContainer, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
    """Yield what can be decoded. Broken packets are left out, as players do: a tag amid MP3 is one."""
    broken: av.error.InvalidDataError | None = None
    heard = False
    for packet in container.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError as error:
            broken = error
            continue
        for frame in frames:
            heard = True
            yield frame
    if broken is not None and not heard:
        raise broken


def _check(frame: av.AudioFrame) -> None:
    """Refuse what no recording has."""
    try:
        AudioFormat(rate=frame.sample_rate, width=SPEECH.width, channels=frame.layout.nb_channels)
    except InvalidRequest as error:
        raise UndecodableAudio(f"the audio cannot be decoded: {error.message}", hint=error.hint) from error


def _too_long(limit_seconds: float) -> TooLarge:
    return TooLarge(f"the audio is longer than {limit_seconds:g} seconds", hint="send it in shorter files")


@cache
def _audio_codecs() -> str:
    """Every decoder of audio: what else is in a file, such as pictures, is not looked at."""
    return ",".join(sorted(name for name in av.codecs_available if _decodes_audio(name)))


def _decodes_audio(name: str) -> bool:
    try:
        return av.Codec(name, "r").type == "audio"
    except ValueError:  # it only encodes
        return False
