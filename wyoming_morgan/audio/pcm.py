"""Converts PCM: into samples, and into another format piece by piece."""

from __future__ import annotations

import av
import numpy as np
import numpy.typing as npt

from wyoming_morgan.audio.formats import SPEECH, AudioFormat
from wyoming_morgan.audio.resample import Resampler
from wyoming_morgan.errors import InvalidRequest

Samples = npt.NDArray[np.float32]


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
        self._resampler = None if source.rate == target.rate else Resampler("flt", target.rate)

    def convert(self, pcm: bytes) -> bytes:
        """Return the converted audio that is complete so far; may be empty."""
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
        return from_samples(samples)

    def flush(self) -> bytes:
        """Return the rest, which the resampler still holds; half a sample at the end is dropped."""
        self._pending = b""
        if self._resampler is None:
            return b""
        return from_samples(_gather(self._resampler.resample(None)))

    def _resample(self, samples: Samples) -> Samples:
        assert self._resampler is not None  # noqa: S101 - the caller has checked; this is for the type checker
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="flt", layout="mono")
        frame.sample_rate = self._source.rate
        return _gather(self._resampler.resample(frame))


def to_samples(pcm: bytes) -> Samples:
    """Turn 16-bit mono PCM into float32 samples of -1…1."""
    return np.frombuffer(pcm, dtype="<i2").astype(np.float32) / 32768.0


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


def from_samples(samples: Samples) -> bytes:
    """Turn samples of -1…1, of one or several channels in a row, into 16-bit PCM; louder ones are clipped."""
    scaled = np.clip(np.rint(samples * 32768.0), -32768, 32767)
    pcm: bytes = scaled.astype("<i2").tobytes()
    return pcm
