"""A microphone: `microphone.py RECORDING` prints 16-bit mono PCM at 16 kHz, in real time.

The room is silent until the WAV file RECORDING is there; it is heard once, and then the room is silent again.
"""

from __future__ import annotations

import itertools
import signal
import sys
import time
import wave
from collections.abc import Iterator
from pathlib import Path

RATE = 16_000
PIECE = 1024
"""Samples that are heard at a time."""
_SILENCE = bytes(2 * PIECE)


def heard(recording: Path) -> Iterator[bytes]:
    """Yield what the room sounds like, without end."""
    while not recording.exists():
        yield _SILENCE
    with wave.open(str(recording)) as file:
        while piece := file.readframes(PIECE):
            yield piece.ljust(len(_SILENCE), b"\0")
    yield from itertools.repeat(_SILENCE)


def main() -> None:
    """Listen until nobody reads any more."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    began = time.monotonic()
    for number, piece in enumerate(heard(Path(sys.argv[1])), start=1):
        # A microphone hands a piece out when its last sample was heard.
        time.sleep(max(0.0, began + number * PIECE / RATE - time.monotonic()))
        sys.stdout.buffer.write(piece)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
