from __future__ import annotations

import pytest

from wyoming_morgan.audio import SPEECH, AudioChunk, AudioFormat
from wyoming_morgan.errors import InvalidRequest


@pytest.mark.parametrize(
    ("rate", "width", "channels"),
    [
        (999, 2, 1),
        (384_001, 2, 1),
        (16_000, 0, 1),
        (16_000, 5, 1),
        (16_000, 2, 0),
        (16_000, 2, 33),
        (-1, -1, -1),
    ],
)
def test_a_format_out_of_range_is_refused(rate: int, width: int, channels: int) -> None:
    with pytest.raises(InvalidRequest):
        AudioFormat(rate, width, channels)


def test_sizes_and_seconds_agree() -> None:
    layout = AudioFormat(44_100, 3, 2)
    assert layout.frame_bytes == 6
    assert layout.size(0.5) == 22_050 * 6
    assert layout.seconds(layout.size(0.5)) == 0.5
    assert layout.size(1.00001) % layout.frame_bytes == 0
    assert AudioChunk(bytes(32_000), SPEECH).seconds == 1.0


def test_a_chunk_is_sliced_into_pieces_of_at_most_so_many_seconds() -> None:
    chunk = AudioChunk(bytes(range(250)) * 128, SPEECH)
    pieces = list(chunk.slices(0.3))
    assert [piece.seconds for piece in pieces] == pytest.approx([0.3, 0.3, 0.3, 0.1])
    assert b"".join(piece.pcm for piece in pieces) == chunk.pcm
    assert list(AudioChunk(b"", SPEECH).slices()) == []


@pytest.mark.parametrize("channels", [1, 2, 31, 32])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_a_slice_is_whole_frames_and_never_too_much_work(width: int, channels: int) -> None:
    """Half a second of 32 channels at 384 kHz are 24 MB."""
    layout = AudioFormat(384_000, width, channels)
    chunk = AudioChunk(bytes(3_000_000 // layout.frame_bytes * layout.frame_bytes), layout)
    slices = list(chunk.slices())
    assert b"".join(piece.pcm for piece in slices) == chunk.pcm
    assert max(len(piece.pcm) for piece in slices) <= 256 * 1024
    assert all(len(piece.pcm) % layout.frame_bytes == 0 for piece in slices)
