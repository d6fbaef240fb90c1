"""G.711, beside FFmpeg's."""

from __future__ import annotations

from typing import Any

import av
import numpy as np
import pytest

from wyoming_morgan.audio import decode_g711, encode_g711
from wyoming_morgan.audio.g711 import Law

_CODES = bytes(range(256))
_CODECS: dict[Law, str] = {"a": "pcm_alaw", "u": "pcm_mulaw"}


@pytest.mark.parametrize("law", ["a", "u"])
def test_every_code_is_the_sample_that_ffmpeg_hears(law: Law) -> None:
    decoder: Any = av.CodecContext.create(_CODECS[law], "r")  # of audio, which its type does not say
    decoder.sample_rate, decoder.layout = 8000, "mono"
    expected = b"".join(frame.to_ndarray().tobytes() for frame in decoder.decode(av.Packet(_CODES)))
    assert decode_g711(_CODES, law) == expected


@pytest.mark.parametrize("law", ["a", "u"])
def test_what_is_encoded_is_nearly_what_is_decoded(law: Law) -> None:
    samples = np.arange(-32_768, 32_768).astype(np.int16)
    decoded = np.frombuffer(decode_g711(encode_g711(samples.tobytes(), law), law), np.int16).astype(int)
    distance = np.abs(decoded - samples.astype(int))
    assert np.all(distance <= np.maximum(np.abs(samples.astype(int)) / 16, 16))
