"""Measures how much a sound is like speech, by signal processing alone.

Speech is loud and soft in turn in every band, much of it is voiced, and the shape of its wide spectrum
changes all the time. Noise is not voiced, hum and tones do not change, music keeps the shape of its spectrum
for as long as a note lasts, and beeps and chirps are narrow.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
import numpy.typing as npt

from wyoming_morgan.audio.pcm import Samples

HOP_SECONDS = 0.016
"""From the beginning of one frame to that of the next."""

_FRAME_SECONDS = 0.032
_ENOUGH_RATE = 8_000
_BANDS_HERTZ = np.geomspace(150.0, 3800.0, 13)
_HUM_HERTZ = 100.0
_VOICE_HERTZ = (75.0, 400.0)
_MOST_VOICE_HERTZ = 2000.0
"""Up to where the periods of a voice are looked for."""
_FLOOR_DECIBELS = -65.0
"""What is softer counts as silence; of full scale, in one band."""
_STEADY_DECIBELS = 4.0
"""By how much steady noise varies."""
_MOST_SPREAD = 40.0
_VOICED = 0.55
"""The correlation of a frame with itself, one period later, from which it is voiced."""
_LOUD_PERCENT = 60.0
"""The frames that are louder than this share of all may be voiced."""
_CHANGE_HOPS = 2
_LIVELY_DECIBELS = 4.0
"""By how much the shape of the spectrum of speech changes within so many hops."""
_NO_ENERGY = 1e-6
_WIDE_DECIBELS = 25.0
_FULL = 0.5
"""The share of bands that are at most so much softer than the loudest one, from which it is no whistling."""
_AUDIBLE_DECIBELS = -45.0

_Floats = npt.NDArray[np.float32]


class Features:
    """What is measured of frames: arrays whose first axis is time, and whose second one the channels."""

    def __init__(self, bands: _Floats, voicing: _Floats) -> None:
        self.bands = bands
        """Decibels of full scale, by frame, channel and band."""
        self.voicing = voicing
        """How periodic each frame is, 0…1, by frame and channel."""

    def __len__(self) -> int:
        return len(self.bands)

    def joined(self, other: Features, *, most: int) -> Features:
        """Return the last `most` frames of this one and the other one after it."""
        return Features(
            np.concatenate([self.bands, other.bands])[-most:],
            np.concatenate([self.voicing, other.voicing])[-most:],
        )


class FrameMeasure:
    """Measures frames at one sample rate."""

    def __init__(self, rate: int) -> None:
        self._thinning = max(1, rate // _ENOUGH_RATE)
        """Samples of which one is made: what a voice is known by lies below 4 kHz."""
        self._rate = rate / self._thinning
        self._hop = int(HOP_SECONDS * self._rate)
        self._frame = int(_FRAME_SECONDS * self._rate)
        self.hop = self._hop * self._thinning
        """Samples from the beginning of one frame to that of the next."""

    def none(self, channels: int) -> Features:
        """Return the features of no frames."""
        bands = len(_BANDS_HERTZ) - 1
        return Features(np.zeros((0, channels, bands), np.float32), np.zeros((0, channels), np.float32))

    def measure(self, samples: Samples) -> Features:
        """Measure every whole frame of samples that are shaped (time, channels)."""
        if len(samples) < self._frame * self._thinning:
            return self.none(samples.shape[1])
        channels = samples.shape[1]
        if channels > 1 and (samples == samples[:, :1]).all():
            one = self.measure(samples[:, :1])
            return Features(
                np.repeat(one.bands, channels, axis=1),
                np.repeat(one.voicing, channels, axis=1),
            )
        whole = len(samples) - len(samples) % self._thinning
        samples = samples[:whole].reshape(-1, self._thinning, channels).mean(axis=1)
        frames = np.lib.stride_tricks.sliding_window_view(samples, self._frame, axis=0)[:: self._hop]
        spectra = np.fft.rfft(frames * self._window, self._size, axis=-1)
        power = (np.square(spectra.real) + np.square(spectra.imag)).astype(np.float32)
        power[..., self._hertz < _HUM_HERTZ] = 0.0
        return Features(self._loudness(power), self._periodicity(power))

    def _loudness(self, power: _Floats) -> _Floats:
        edges = np.searchsorted(self._hertz, _BANDS_HERTZ) - 1
        sums = np.cumsum(power, axis=-1, dtype=np.float64)[..., edges]
        energies = np.maximum(np.diff(sums, axis=-1), 0.0) / (self._size * np.square(self._window).sum() / 2)
        return np.asarray(10.0 * np.log10(energies + 1e-10), dtype=np.float32)

    def _periodicity(self, power: _Floats) -> _Floats:
        voice = np.where(self._hertz < _MOST_VOICE_HERTZ, power, np.float32(0.0))
        correlation = np.fft.irfft(voice, axis=-1)
        energy = correlation[..., :1]
        lags = slice(int(self._rate / _VOICE_HERTZ[1]), int(self._rate / _VOICE_HERTZ[0]))
        heard = correlation[..., lags] / np.maximum(energy, 1e-9) / self._own_correlation[lags]
        voicing = np.where(energy[..., 0] < _NO_ENERGY, 0.0, np.clip(heard.max(axis=-1), 0.0, 1.0))
        return voicing.astype(np.float32)

    @cached_property
    def _size(self) -> int:
        """Samples of the transform: twice those of a frame, so that its correlation is not circular."""
        return 1 << (2 * self._frame - 1).bit_length()

    @cached_property
    def _hertz(self) -> npt.NDArray[np.float64]:
        return np.asarray(np.fft.rfftfreq(self._size, 1 / self._rate), dtype=np.float64)

    @cached_property
    def _window(self) -> _Floats:
        return np.hanning(self._frame).astype(np.float32)

    @cached_property
    def _own_correlation(self) -> npt.NDArray[np.float64]:
        """The correlation of the window with itself, which that of a frame is divided by."""
        correlation = np.fft.irfft(np.square(np.abs(np.fft.rfft(self._window, self._size))))
        return np.asarray(correlation / correlation[0], dtype=np.float64)


def speech_evidence(features: Features) -> _Floats:
    """Return for each channel how much it is like speech: 5 to 25 for speech, below 3 for most other sound.

    Of channels without speech an audible one has up to 2 more than a silent one.
    """
    bands = np.maximum(features.bands, np.float32(_FLOOR_DECIBELS))
    if len(bands) <= _CHANGE_HOPS:
        return np.zeros(bands.shape[1], np.float32)
    low, high = np.percentile(bands, (20, 90), axis=0)
    spread = np.clip(high - low - _STEADY_DECIBELS, 0.0, _MOST_SPREAD).mean(axis=-1)
    level = bands.max(axis=-1)
    loud = level >= np.percentile(level, _LOUD_PERCENT, axis=0)
    voiced = ((features.voicing > _VOICED) & loud).sum(axis=0) / loud.sum(axis=0)
    changes = (bands[_CHANGE_HOPS:] - bands[:-_CHANGE_HOPS]).std(axis=-1)
    change = _median(changes, loud[_CHANGE_HOPS:])
    full = ((bands > level[..., np.newaxis] - _WIDE_DECIBELS).mean(axis=-1) * loud).sum(axis=0) / loud.sum(
        axis=0
    )
    audible = np.clip((high.max(axis=-1) - _FLOOR_DECIBELS) / (_AUDIBLE_DECIBELS - _FLOOR_DECIBELS), 0.0, 1.0)
    evidence = spread * (0.05 + voiced) * np.minimum(1.0, change / _LIVELY_DECIBELS)
    evidence = evidence * np.minimum(1.0, full / _FULL) + 2.0 * audible
    return np.asarray(evidence, dtype=np.float32)


def _median(values: _Floats, chosen: npt.NDArray[np.bool_]) -> _Floats:
    """Return the median of the chosen values of each column, 0 where none is."""
    count = chosen.sum(axis=0)
    ordered = np.sort(np.where(chosen, values, np.float32(np.inf)), axis=0)
    middle = np.take_along_axis(ordered, np.maximum(count - 1, 0)[np.newaxis] // 2, axis=0)[0]
    return np.where(count > 0, middle, np.float32(0.0))
