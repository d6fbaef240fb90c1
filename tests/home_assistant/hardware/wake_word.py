"""A wake word detector: `wake_word.py NAME` reads what a microphone hears, and prints NAME at each wake word.

The wake word is a clap, louder than anything that is said: one piece of sound at full scale.
"""

from __future__ import annotations

import sys
from array import array
from functools import partial

PIECE_BYTES = 2048
"""What a satellite hands on at a time."""
CLAP = array("h", [32767, -32768] * (PIECE_BYTES // 4)).tobytes()


def main() -> None:
    """Listen until there is nothing more to hear."""
    for piece in iter(partial(sys.stdin.buffer.read, PIECE_BYTES), b""):
        if piece == CLAP:
            print(sys.argv[1], flush=True)  # noqa: T201 - a program


if __name__ == "__main__":
    main()
