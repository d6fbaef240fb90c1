"""G.711, the sound of telephones: 8 bits a sample, logarithmic (ITU-T G.711)."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
import numpy.typing as npt

Law = Literal["a", "u"]

_SAMPLES = np.arange(-32_768, 32_768)
_U_BIAS = 132
_U_CLIP = 32_635
_A_SEGMENTS = np.array([31, 63, 127, 255, 511, 1023, 2047, 4095])


def decode_g711(data: bytes, law: Law) -> bytes:
    """Return 16-bit PCM of the same number of samples."""
    return _decoding(law)[np.frombuffer(data, np.uint8)].tobytes()


def encode_g711(pcm: bytes, law: Law) -> bytes:
    """Return G.711 of 16-bit PCM, one byte a sample."""
    return _encoding(law)[np.frombuffer(pcm, np.int16).astype(np.int32) + 32_768].tobytes()


@cache
def _decoding(law: Law) -> npt.NDArray[np.int16]:
    codes = np.arange(256)
    if law == "u":
        codes = ~codes & 0xFF
        exponent, mantissa = (codes >> 4) & 7, codes & 15
        magnitude = (((mantissa << 3) + _U_BIAS) << exponent) - _U_BIAS
        return np.where(codes & 0x80, -magnitude, magnitude).astype(np.int16)
    codes = codes ^ 0x55
    exponent, mantissa = (codes >> 4) & 7, codes & 15
    linear, logarithmic = (mantissa << 4) + 8, ((mantissa << 4) + 264) << np.maximum(exponent - 1, 0)
    magnitude = np.where(exponent == 0, linear, logarithmic)
    return np.where(codes & 0x80, magnitude, -magnitude).astype(np.int16)


@cache
def _encoding(law: Law) -> npt.NDArray[np.uint8]:
    if law == "u":
        magnitude = np.minimum(np.abs(_SAMPLES), _U_CLIP) + _U_BIAS
        exponent = np.floor(np.log2(magnitude)).astype(np.int64) - 7
        mantissa = (magnitude >> (exponent + 3)) & 15
        return np.asarray(~(np.where(_SAMPLES < 0, 0x80, 0) | (exponent << 4) | mantissa) & 0xFF, np.uint8)
    magnitude = np.where(_SAMPLES < 0, -_SAMPLES - 1, _SAMPLES) >> 3
    exponent = np.searchsorted(_A_SEGMENTS, magnitude)
    mantissa = (magnitude >> np.maximum(exponent, 1)) & 15
    sign = np.where(_SAMPLES < 0, 0, 0x80)
    return np.asarray((sign | (exponent << 4) | mantissa) ^ 0x55, np.uint8)
