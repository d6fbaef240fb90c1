"""Decodes audio files through PyAV, and writes WAV."""

from __future__ import annotations

import io
import struct
import wave
from collections.abc import Iterator

import av
import av.error

from wyoming_morgan.audio.formats import SPEECH, AudioChunk, AudioFormat
from wyoming_morgan.audio.resample import Resampler
from wyoming_morgan.errors import TooLarge, UndecodableAudio

_CONTAINERS = "aac,aiff,amr,asf,au,caf,flac,matroska,mov,mp3,mp4,ogg,w64,wav,webm"
"""FFmpeg's demuxers for common files. Others open sockets or further files: sdp, hls, concat."""


def decode(data: bytes, *, target: AudioFormat = SPEECH, limit_seconds: float) -> AudioChunk:
    """Decode a whole file (WAV, MP3, FLAC, Ogg, MP4, WebM, …) to PCM.

    Blocks; call it from a thread.

    Raises:
        UndecodableAudio: it holds no audio that can be decoded.
        TooLarge: it is longer than `limit_seconds`.
    """
    limit = target.size(limit_seconds)
    pieces: list[bytes] = []
    size = 0
    try:
        for piece in _decode_pieces(data, target):
            size += len(piece)
            if size > limit:
                raise TooLarge(
                    f"the audio is longer than {limit_seconds:g} seconds", hint="send it in shorter files"
                )
            pieces.append(piece)
    except (av.error.FFmpegError, ValueError, IndexError) as error:
        cause = error.strerror if isinstance(error, av.error.FFmpegError) else error
        raise UndecodableAudio(
            f"the audio cannot be decoded: {cause}", hint="send WAV, MP3, FLAC, Ogg, MP4 or WebM"
        ) from error
    return AudioChunk(b"".join(pieces), target)


def wav(chunk: AudioChunk) -> bytes:
    """Wrap PCM as a WAV file."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setframerate(chunk.format.rate)
        file.setsampwidth(chunk.format.width)
        file.setnchannels(chunk.format.channels)
        file.writeframes(chunk.pcm)
    return buffer.getvalue()


def wav_header(pcm_format: AudioFormat) -> bytes:
    """Return the header of a WAV file of unknown length, for PCM that follows while it is made.

    Both sizes are the largest possible, which readers take as "until the end", as FFmpeg writes to a pipe.
    """
    unknown = 0xFFFFFFFF
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        unknown,
        b"WAVE",
        b"fmt ",
        16,
        1,
        pcm_format.channels,
        pcm_format.rate,
        pcm_format.bytes_per_second,
        pcm_format.frame_bytes,
        pcm_format.width * 8,
        b"data",
        unknown,
    )


def _decode_pieces(data: bytes, target: AudioFormat) -> Iterator[bytes]:
    options = {"format_whitelist": _CONTAINERS}
    with av.open(io.BytesIO(data), mode="r", metadata_errors="ignore", options=options) as container:
        if not container.streams.audio:
            raise UndecodableAudio("the file holds no audio", hint="send a file with an audio track")
        resampler = Resampler("s16", target.rate)
        for frame in container.decode(audio=0):
            frame.pts = None
            for out in resampler.resample(frame):
                yield out.to_ndarray().tobytes()
        for out in resampler.resample(None):
            yield out.to_ndarray().tobytes()
