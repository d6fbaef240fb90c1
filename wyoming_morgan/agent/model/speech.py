"""What of a model's text is speech: no data of its prompt, no tools or blanks of templates, nothing twice."""

from __future__ import annotations

from collections.abc import Iterable

from wyoming_morgan.agent.model.echo import EchoFilter
from wyoming_morgan.agent.model.lines import LineFilter
from wyoming_morgan.agent.model.placeholders import PlaceholderFilter
from wyoming_morgan.agent.model.prompt import own_lines, spoken_words, words_of_speaker
from wyoming_morgan.agent.model.repetition import RepetitionFilter
from wyoming_morgan.engines.contract.llm import ChatRequest


class Speech:
    """The text of one reply as it may be spoken."""

    def __init__(
        self,
        tools: Iterable[str] = (),
        prompt: Iterable[str] = (),
        said: str = "",
        conversation: str = "",
    ) -> None:
        """Prepare for one reply.

        Args:
            tools: The names of the tools that the model was offered.
            prompt: The texts that it has read.
            said: The words to which it replies.
            conversation: All that the speaker has said.
        """
        self._echo = EchoFilter()
        self._blanks = PlaceholderFilter(said)
        self._lines = LineFilter(prompt)
        self._words = RepetitionFilter(tools, said, conversation)

    @property
    def stuck(self) -> bool:
        """Whether the rest would be the same again and again."""
        return self._words.stuck

    def feed(self, piece: str) -> str:
        """Take a piece of text; return what of it is speech."""
        return self._words.feed(self._lines.feed(self._blanks.feed(self._echo.feed(piece))))

    def end(self) -> str:
        """Return what was held back and is speech."""
        rest = self._blanks.feed(self._echo.end()) + self._blanks.end()
        rest = self._lines.feed(rest) + self._lines.end()
        return self._words.feed(rest) + self._words.end()


def speech_for(request: ChatRequest) -> Speech:
    """Prepare for the reply to a request."""
    messages = request.messages
    names = (tool.name for tool in request.tools)
    return Speech(names, own_lines(messages), spoken_words(messages), words_of_speaker(messages))
