"""Speech for the tests: recorded where there are recordings, else made by Morgan."""

from __future__ import annotations

from pathlib import Path

from tests.home_assistant.morgan import Morgan


class Recordings:
    """Commands to be heard: recorded ones where they are beside the checkout, else spoken by Morgan."""

    def __init__(self, folder: Path, morgan: Morgan) -> None:
        transcripts = folder / "commands" / "transcripts.tsv"
        lines = transcripts.read_text().splitlines()[1:] if transcripts.is_file() else []
        rows = [line.split("\t") for line in lines]
        self._files = {text: transcripts.parent / name for name, _, text in rows if text}
        self._morgan = morgan

    async def of(self, text: str) -> bytes:
        """Return a recording of these words."""
        file = self._files.get(text)
        return file.read_bytes() if file is not None else await self._morgan.say(text)
