"""A speaker: `speaker.py REPLY` reads 16-bit mono PCM at 22.05 kHz to its end, and makes a WAV file of it."""

from __future__ import annotations

import sys
import wave
from pathlib import Path

RATE = 22_050


def main() -> None:
    """Play once."""
    reply = Path(sys.argv[1])
    playing = reply.with_suffix(".playing")
    with wave.open(str(playing), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sys.stdin.buffer.read())
    playing.replace(reply)


if __name__ == "__main__":
    main()
