"""The only home of audio: formats, PCM conversion, and files through PyAV.

Inside Morgan speech travels as `SPEECH`: 16 kHz, 16-bit little-endian, mono PCM.
"""

from __future__ import annotations

import contextlib
import io
import struct
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import av
import av.error
import av.filter
import numpy as np
import numpy.typing as npt

from wyoming_morgan.errors import InvalidRequest, TooLarge, UndecodableAudio

Samples = npt.NDArray[np.float32]

_MIN_RATE = 1_000
_MAX_RATE = 384_000
_MAX_CHANNELS = 32

_CONTAINERS = "aac,aiff,amr,asf,au,caf,flac,matroska,mov,mp3,mp4,ogg,w64,wav,webm"
"""FFmpeg's demuxers for files people send. Others open sockets or further files: sdp, hls, concat."""


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """PCM: `rate` in Hz, `width` in bytes a sample (1 is unsigned, 2 to 4 signed little-endian), `channels`.

    Raises:
        InvalidRequest: a value is out of range.
    """

    rate: int
    width: int
    channels: int

    def __post_init__(self) -> None:
        if not _MIN_RATE <= self.rate <= _MAX_RATE:
            raise InvalidRequest(
                f"a sample rate of {self.rate} Hz",
                hint=f"send between {_MIN_RATE} and {_MAX_RATE} Hz, best 16000",
            )
        if self.width not in (1, 2, 3, 4):
            raise InvalidRequest(f"a sample width of {self.width} bytes", hint="send 1 to 4 bytes, best 2")
        if not 1 <= self.channels <= _MAX_CHANNELS:
            raise InvalidRequest(
                f"{self.channels} audio channels", hint=f"send 1 to {_MAX_CHANNELS} channels, best 1"
            )

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.width * self.channels

    @property
    def bytes_per_second(self) -> int:
        """Bytes of one second."""
        return self.rate * self.frame_bytes

    def seconds(self, size: int) -> float:
        """How long `size` bytes sound."""
        return size / self.bytes_per_second

    def size(self, seconds: float) -> int:
        """Bytes of `seconds`, in whole frames."""
        return int(seconds * self.rate) * self.frame_bytes


SPEECH = AudioFormat(rate=16_000, width=2, channels=1)
"""What recognisers and detectors take."""


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A piece of PCM and its format."""

    pcm: bytes
    format: AudioFormat

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return self.format.seconds(len(self.pcm))


class PcmConverter:
    """Converts one stream of PCM into another format, piece by piece.

    Samples split across pieces are put together; the resampler's state carries over, so pieces join
    without clicks. Call `flush` once at the end.

    Raises:
        InvalidRequest: the target is not 16 bits wide, or has several channels and another rate.
    """

    def __init__(self, source: AudioFormat, target: AudioFormat = SPEECH) -> None:
        if target.width != SPEECH.width:
            raise InvalidRequest(f"converting to {target.width} bytes a sample", hint="ask for 2")
        if source.rate != target.rate and target.channels != 1:
            raise InvalidRequest("resampling to several channels", hint="convert to mono")
        self._source = source
        self._target = target
        self._pending = b""
        self._resampler = None if source.rate == target.rate else _Resampler("flt", target.rate)

    def convert(self, pcm: bytes) -> bytes:
        """Return what `pcm` has become so far; may be empty."""
        if self._source == self._target and not self._pending and len(pcm) % self._source.frame_bytes == 0:
            return pcm
        pcm = self._pending + pcm
        whole = len(pcm) - len(pcm) % self._source.frame_bytes
        self._pending = pcm[whole:]
        if not whole:
            return b""
        samples = _mix(_to_float(pcm[:whole], self._source), self._target.channels)
        if self._resampler is not None:
            samples = self._resample(samples)
        return _from_float(samples)

    def flush(self) -> bytes:
        """Return what the resampler still holds; half a sample at the end is dropped."""
        self._pending = b""
        if self._resampler is None:
            return b""
        return _from_float(_gather(self._resampler.resample(None)))

    def _resample(self, samples: Samples) -> Samples:
        assert self._resampler is not None  # noqa: S101 - the caller has looked; this is for the type checker
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = self._source.rate
        return _gather(self._resampler.resample(frame))


def decode(data: bytes, *, target: AudioFormat = SPEECH, limit_seconds: float) -> AudioChunk:
    """Decode a whole file (WAV, MP3, FLAC, Ogg, MP4, WebM, …) to PCM.

    Blocks; call it from a thread.

    Raises:
        UndecodableAudio: no audio can be found in it.
        TooLarge: it sounds longer than `limit_seconds`.
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
    """Return the head of a WAV file whose length is not known yet, for PCM that follows as it is made.

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


def to_samples(pcm: bytes) -> Samples:
    """Turn 16-bit mono PCM into float32 samples of -1…1."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0


def _decode_pieces(data: bytes, target: AudioFormat) -> Iterator[bytes]:
    options = {"format_whitelist": _CONTAINERS}
    with av.open(io.BytesIO(data), mode="r", metadata_errors="ignore", options=options) as container:
        if not container.streams.audio:
            raise UndecodableAudio("the file holds no audio", hint="send a file with an audio track")
        resampler = _Resampler("s16", target.rate)
        for frame in container.decode(audio=0):
            frame.pts = None
            for out in resampler.resample(frame):
                yield out.to_ndarray().tobytes()
        for out in resampler.resample(None):
            yield out.to_ndarray().tobytes()


class _Resampler:
    """Makes frames of one format, whatever it is, into mono frames of another.

    `av.AudioResampler` would do, but for the threads that its graph keeps for each processor, in vain.
    """

    def __init__(self, sample_format: str, rate: int) -> None:
        self._sample_format = sample_format
        self._rate = rate
        self._graph: av.filter.Graph | None = None

    def resample(self, frame: av.AudioFrame | None) -> list[av.AudioFrame]:
        """Return what has come of the frames so far; None tells that there are no more."""
        if self._graph is None:
            if frame is None:
                return []
            self._graph = self._open(frame)
        self._graph.push(frame)
        frames: list[av.AudioFrame] = []
        with contextlib.suppress(BlockingIOError, EOFError):  # it wants more, or has ended
            while True:
                frames.append(cast("av.AudioFrame", self._graph.pull()))
        return frames

    def _open(self, first: av.AudioFrame) -> av.filter.Graph:
        graph = av.filter.Graph()
        graph.threads = 1
        source = graph.add(
            "abuffer",
            sample_rate=str(first.sample_rate),
            sample_fmt=first.format.name,
            channel_layout=first.layout.name,
        )
        converter = graph.add(
            "aformat", sample_rates=str(self._rate), sample_fmts=self._sample_format, channel_layouts="mono"
        )
        graph.link_nodes(source, converter, graph.add("abuffersink")).configure()
        return graph


def _gather(frames: list[av.AudioFrame]) -> Samples:
    if not frames:
        return np.zeros((0, 1), dtype=np.float32)
    return np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]).reshape(-1, 1)


def _to_float(pcm: bytes, source: AudioFormat) -> Samples:
    """Return samples shaped (frames, channels), -1…1."""
    match source.width:
        case 1:
            flat = (np.frombuffer(pcm, dtype=np.uint8).astype(np.float32) - 128.0) / 128.0
        case 2:
            flat = to_samples(pcm)
        case 3:
            octets = np.frombuffer(pcm, dtype=np.uint8).reshape(-1, 3).astype(np.int32)
            joined = (octets[:, 0] << 8) | (octets[:, 1] << 16) | (octets[:, 2] << 24)
            flat = joined.astype(np.float32) / 2147483648.0
        case _:
            flat = np.frombuffer(pcm, dtype="<i4").astype(np.float32) / 2147483648.0
    return flat.reshape(-1, source.channels)


def _mix(samples: Samples, channels: int) -> Samples:
    if samples.shape[1] == channels:
        return samples
    mono = samples.mean(axis=1, dtype=np.float32, keepdims=True)
    return mono if channels == 1 else np.repeat(mono, channels, axis=1)


def _from_float(samples: Samples) -> bytes:
    """Return 16-bit PCM."""
    scaled = np.clip(np.rint(samples * 32768.0), -32768, 32767)
    pcm: bytes = scaled.astype("<i2").tobytes()
    return pcm
