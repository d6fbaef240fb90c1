"""Writes audio files while their sound is made: MP3, Opus, AAC, FLAC (through PyAV), WAV and plain PCM."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Protocol, cast

import av
import numpy as np
from annotated_types import Ge, Le

from wyoming_morgan.audio.formats import AudioFormat
from wyoming_morgan.audio.pcm import PcmConverter
from wyoming_morgan.audio.wav import wav_header


class FileFormat(StrEnum):
    """The formats of files. Each can be played while it still arrives."""

    MP3 = "mp3"
    OPUS = "opus"
    """Opus in Ogg."""
    AAC = "aac"
    """AAC in ADTS."""
    FLAC = "flac"
    WAV = "wav"
    PCM = "pcm"
    """Only samples: 16-bit little-endian, mono."""


@dataclass(frozen=True, slots=True)
class Quality:
    """The quality and size of the files."""

    mp3_bitrate: Annotated[int, Ge(8_000), Le(320_000)] = 64_000
    """Bits per second of MP3; the nearest value that the sample rate allows is used."""
    opus_bitrate: Annotated[int, Ge(6_000), Le(256_000)] = 32_000
    """Bits per second of Opus."""
    aac_bitrate: Annotated[int, Ge(8_000), Le(320_000)] = 64_000
    """Bits per second of AAC."""
    flac_level: Annotated[int, Ge(0), Le(12)] = 5
    """Compression effort of FLAC, from 0 to 12. The sound is the same."""


@dataclass(frozen=True, slots=True)
class _Codec:
    """FFmpeg's names for a format; `rates` in Hz, ascending, empty if any is possible."""

    container: str
    codec: str
    samples: str
    media_type: str
    rates: tuple[int, ...] = ()
    options: tuple[tuple[str, str], ...] = ()


_CODECS = {
    # Without the Xing frame, which holds the length, not known yet, and without an ID3 tag.
    FileFormat.MP3: _Codec(
        container="mp3",
        codec="libmp3lame",
        samples="s16p",
        media_type="audio/mpeg",
        rates=(8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
        options=(("write_xing", "0"), ("id3v2_version", "0")),
    ),
    # Microseconds of a page: FFmpeg's default of a second would delay the first sound.
    FileFormat.OPUS: _Codec(
        container="ogg",
        codec="libopus",
        samples="s16",
        media_type="audio/ogg",
        rates=(48_000,),
        options=(("page_duration", "100000"),),
    ),
    FileFormat.AAC: _Codec(
        container="adts",
        codec="aac",
        samples="fltp",
        media_type="audio/aac",
        rates=(8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000),
    ),
    FileFormat.FLAC: _Codec(container="flac", codec="flac", samples="s16", media_type="audio/flac"),
}


class Encoder:
    """Writes one file from PCM that arrives in pieces.

    `encode` and `flush` block, for a few milliseconds a second of sound if it compresses: then call them from
    a thread. `flush` is called once, at the end. A file without sound has only its header, which is empty for
    MP3, AAC and PCM.
    """

    def __init__(
        self,
        file_format: FileFormat,
        source: AudioFormat,
        *,
        rate: int | None = None,
        quality: Quality | None = None,
    ) -> None:
        """Begin a file of `source` PCM; `rate` is the sample rate of WAV and PCM, by default the source's."""
        codec = _CODECS.get(file_format)
        target = AudioFormat(
            rate=(rate or source.rate) if codec is None else _rate(codec, source.rate), width=2, channels=1
        )
        self._converter = PcmConverter(source, target)
        self.compresses = codec is not None
        """Whether it takes longer than the way to a thread and back."""
        self._writer: _FileWriter
        if codec is not None:
            self._writer = _CodecWriter(codec, target, _options(file_format, quality or Quality()))
            self.media_type = codec.media_type
        elif file_format is FileFormat.WAV:
            self._writer = _PcmWriter(wav_header(target))
            self.media_type = "audio/wav"
        else:
            self._writer = _PcmWriter()
            self.media_type = f"audio/pcm;rate={target.rate};channels=1"
        self.format = target
        """The format of the PCM in the file."""

    def encode(self, pcm: bytes) -> bytes:
        """Return the next part of the file; may be empty."""
        return self._writer.write(self._converter.convert(pcm))

    def flush(self) -> bytes:
        """Return the end of the file."""
        return self._writer.write(self._converter.flush()) + self._writer.finish()


class _FileWriter(Protocol):
    def write(self, pcm: bytes) -> bytes: ...

    def finish(self) -> bytes: ...


class _PcmWriter:
    """PCM after a header."""

    def __init__(self, head: bytes = b"") -> None:
        self._head = head

    def write(self, pcm: bytes) -> bytes:
        head, self._head = self._head, b""
        return head + pcm

    def finish(self) -> bytes:
        return self.write(b"")


class _Sink:
    """Where FFmpeg writes to: it cannot seek, so FFmpeg goes back for nothing."""

    def __init__(self) -> None:
        self._bytes = bytearray()

    def write(self, data: bytes) -> int:
        self._bytes += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken


class _CodecWriter:
    """A file that FFmpeg writes."""

    def __init__(self, codec: _Codec, layout: AudioFormat, options: dict[str, str]) -> None:
        self._samples = codec.samples
        self._layout = layout
        self._written = 0
        self._sink = _Sink()
        self._container = av.open(
            self._sink,
            mode="w",
            format=codec.container,
            container_options={"flush_packets": "1", **dict(codec.options)},
        )
        stream = self._container.add_stream(
            codec.codec, rate=layout.rate, layout="mono", format=codec.samples, options=options
        )
        self._stream = cast("av.AudioStream", stream)
        self._stream.codec_context.thread_count = 1
        self._container.start_encoding()

    def write(self, pcm: bytes) -> bytes:
        if pcm:
            samples = np.frombuffer(pcm, dtype="<i2")
            if self._samples == "fltp":
                samples = samples.astype(np.float32) / 32768.0
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format=self._samples, layout="mono")
            frame.sample_rate = self._layout.rate
            frame.pts = self._written
            self._written += samples.size
            self._container.mux(self._stream.encode(frame))
        return self._sink.take()

    def finish(self) -> bytes:
        if self._written:
            self._container.mux(self._stream.encode(None))
        self._container.close()
        return self._sink.take()


def _rate(codec: _Codec, rate: int) -> int:
    """Return the lowest rate of the codec that is at least `rate`, else its highest."""
    if not codec.rates:
        return rate
    return next((candidate for candidate in codec.rates if candidate >= rate), codec.rates[-1])


def _options(file_format: FileFormat, quality: Quality) -> dict[str, str]:
    match file_format:
        case FileFormat.MP3:
            return {"b": str(quality.mp3_bitrate)}
        case FileFormat.OPUS:
            return {"b": str(quality.opus_bitrate), "application": "audio"}
        case FileFormat.AAC:
            return {"b": str(quality.aac_bitrate)}
        case _:
            return {"compression_level": str(quality.flac_level)}
