"""Speech for the tests: recorded where there are recordings, else spoken by Morgan itself."""

from __future__ import annotations

from pathlib import Path

from tests.home_assistant.morgan import Morgan

SPEECH_FOLDER = Path(__file__).resolve().parents[3] / "shared" / "speech"
COMMAND = "open the Sliding Door in the Office"
QUESTION = "what's the date"
"""Both are understood when a person says them, and when Morgan does."""
_VOICE = {"voice": "en-US", "speed": 0.9}


class Recordings:
    """Words as audio."""

    def __init__(self, folder: Path, morgan: Morgan) -> None:
        transcripts = folder / "commands" / "transcripts.tsv"
        lines = transcripts.read_text().splitlines()[1:] if transcripts.is_file() else []
        rows = [line.split("\t") for line in lines]
        self._files = {text: transcripts.parent / name for name, _, text in rows if text}
        self._morgan = morgan

    async def of(self, text: str) -> bytes:
        """Return a WAV file of these words."""
        file = self._files.get(text)
        return file.read_bytes() if file is not None else await self._morgan.say(text, **_VOICE)
