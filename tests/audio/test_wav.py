from __future__ import annotations

import io
import wave

import numpy as np
import pytest

from wyoming_morgan.audio import SPEECH, AudioChunk, AudioFormat, complete_wav, decode, wav, wav_header


def test_a_wav_of_ours_decodes_to_itself() -> None:
    pcm = np.random.default_rng(0).integers(-32768, 32767, 16_000).astype("<i2").tobytes()
    data = wav(AudioChunk(pcm, SPEECH))
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (16_000, 2, 1)
    assert decode(data, limit_seconds=2).pcm == pcm


@pytest.mark.parametrize("size", [0, 2, 4_410])
def test_a_file_that_was_written_while_it_was_made_is_completed_to_what_a_whole_one_is(size: int) -> None:
    layout = AudioFormat(22_050, 2, 1)
    file = bytearray(wav_header(layout)) + bytes(size)
    complete_wav(file)
    assert file == wav(AudioChunk(bytes(size), layout))
