"""Sound made for the tests, as PCM and as files."""

from __future__ import annotations

import io

import av
import numpy as np
import numpy.typing as npt
from av.container import OutputContainer

from wyoming_morgan.audio import AudioFormat, PcmConverter, Samples, to_samples

FloatSamples = npt.NDArray[np.float64]


def sine(seconds: float, rate: int, *, hertz: float = 440.0) -> FloatSamples:
    wave_: FloatSamples = 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate)
    return wave_


def encode_pcm(samples: FloatSamples, layout: AudioFormat) -> bytes:
    """Write -1…1 samples by the definition of each width, the same on every channel."""
    many = np.repeat(samples, layout.channels)
    if layout.width == 1:
        return np.rint(many * 127 + 128).astype(np.uint8).tobytes()
    scaled = np.rint(many * (2 ** (8 * layout.width - 1) - 1)).astype("<i4")
    octets = scaled.view(np.uint8).reshape(-1, 4)
    pcm: bytes = octets[:, : layout.width].tobytes()
    return pcm


def encode_file(
    samples: FloatSamples,
    rate: int,
    container: str,
    codec: str,
    *,
    layout: str = "mono",
    container_options: dict[str, str] | None = None,
) -> bytes:
    """Write mono samples, the same on every channel; none make a file without sound."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format=container, container_options=container_options or {}) as file:
        stream = file.add_stream(codec, rate=rate, layout=layout)
        assert isinstance(stream, av.AudioStream)
        if not len(samples):
            file.start_encoding()
            return _closed(file, buffer)
        pcm = np.rint(samples * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.format, stream.layout, stream.rate, stream.frame_size)
        for ready in (*resampler.resample(frame), *resampler.resample(None)):
            file.mux(stream.encode(ready))
        file.mux(stream.encode(None))
    return buffer.getvalue()


def _closed(file: OutputContainer, buffer: io.BytesIO) -> bytes:
    file.close()
    return buffer.getvalue()


def with_video(samples: FloatSamples | None, *, pictures: int, rate: int = 16_000) -> bytes:
    """A Matroska file with motion JPEG beside PCM; the pictures claim to be gigabytes wide and high."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="matroska") as file:
        video = file.add_stream("mjpeg", rate=25)
        assert isinstance(video, av.VideoStream)
        video.width, video.height, video.pix_fmt = 64, 48, "yuvj420p"
        sound = file.add_stream("pcm_s16le", rate=rate, layout="mono") if samples is not None else None
        for number in range(pictures):
            picture = av.VideoFrame(64, 48, "yuvj420p")
            picture.pts = number
            file.mux(video.encode(picture))
        if samples is not None and isinstance(sound, av.AudioStream):
            pcm = np.rint(samples * 32767).astype(np.int16).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
            frame.sample_rate = rate
            file.mux(sound.encode(frame))
        file.mux(video.encode(None))
    data = buffer.getvalue()
    # SOF0 of JPEG: height and width are 16 bits each.
    return data.replace(b"\x00\x30\x00\x40", b"\xff\xff\xff\xff")


def convert_all(converter: PcmConverter, *pieces: bytes) -> bytes:
    return b"".join([*(converter.convert(piece) for piece in pieces), converter.flush()])


def loudest_frequency(pcm: bytes, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(to_samples(pcm)))
    return float(np.argmax(spectrum) * rate / (len(pcm) // 2))


def loudness(samples: Samples) -> float:
    return float(np.sqrt(np.square(samples).mean()))


def speech(peak: float, seconds: float = 1.0) -> Samples:
    """A tone that comes and goes three times a second, as syllables do."""
    time = np.arange(int(seconds * 16_000)) / 16_000
    return (peak * np.sin(2 * np.pi * 220 * time) * np.abs(np.sin(2 * np.pi * 3 * time))).astype(np.float32)
