"""What of a model's text is speech: no data of its prompt, no tools, nothing again and again."""

from __future__ import annotations

from collections.abc import Iterable

from wyoming_morgan.agent.model.echo import EchoFilter
from wyoming_morgan.agent.model.lines import LineFilter
from wyoming_morgan.agent.model.repetition import RepetitionFilter


class Speech:
    """The text of one reply as it may be spoken."""

    def __init__(self, tools: Iterable[str] = (), prompt: Iterable[str] = ()) -> None:
        """Prepare for one reply of a model that was offered these tools and read these texts."""
        self._echo = EchoFilter()
        self._lines = LineFilter(prompt)
        self._words = RepetitionFilter(tools)

    @property
    def stuck(self) -> bool:
        """Whether the rest would be the same again and again."""
        return self._words.stuck

    def feed(self, piece: str) -> str:
        """Take a piece of text; return what of it is speech."""
        return self._words.feed(self._lines.feed(self._echo.feed(piece)))

    def end(self) -> str:
        """Return what was held back and is speech."""
        rest = self._lines.feed(self._echo.end()) + self._lines.end()
        return self._words.feed(rest) + self._words.end()
