"""Keeps a model from claiming what no tool has done.

While nothing was done in a turn, its text is looked at as it comes in. For an order the text waits until the
reply is whole: then a claim is replaced by an honest sentence, and what came before a tool call is not said.
Otherwise text goes out at once; a claim about something of the home that is noticed then is cut off and taken
back.
"""

from __future__ import annotations

from collections.abc import Callable

from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.replies import Replies

_LONGEST = 4000


class ClaimFilter:
    """Looks at the text of one reply."""

    def __init__(
        self,
        cues: Cues,
        replies: Replies,
        *,
        active: bool,
        holding: bool,
        concerns: Callable[[str], bool],
    ) -> None:
        """Prepare for one reply.

        Args:
            cues: By which words a claim is known.
            replies: What is said in place of it.
            active: Whether nothing was done yet, so that no claim can be true.
            holding: Whether the text waits until the reply is whole.
            concerns: Whether a text is about the home: a story may well say “I opened the door”.
        """
        self._concerns = concerns
        self._cues = cues
        self._replies = replies
        self._active = active
        self._holding = holding
        self._text = ""
        self.claimed = False

    def feed(self, piece: str) -> str:
        """Take a piece of text; return what may be said now."""
        if not self._active:
            return piece
        if self.claimed:
            return ""
        said = self._text
        self._text += piece
        if self._holding:
            return ""
        if len(self._text) < _LONGEST and self._claims() and self._concerns(self._text):
            self.claimed = True
            return f" {self._replies.correction}" if said.strip() else self._replies.not_done
        return piece

    def finish(self, *, called: bool) -> str:
        """Return what is left to be said at the end of the reply; `called` tells that it called tools."""
        if not self._active or not self._holding or called:
            return ""
        if self._claims():
            self.claimed = True
            return self._replies.not_done
        return self._text

    def _claims(self) -> bool:
        return not self._text.rstrip().endswith("?") and self._cues.holds("claim", self._text)
