"""Keeps a model from claiming actions that no tool has performed.

Until an action has succeeded in a turn, the model's text is searched for claims. The reply to an order is
held until it is complete: then a claim is replaced by an honest sentence, and text before a tool call is
dropped. Other text is streamed at once; a claim about the home that appears there is cut off and corrected.
"""

from __future__ import annotations

from collections.abc import Callable

from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.replies import Replies

_LONGEST = 4000


class ClaimFilter:
    """Searches the text of one reply for claims."""

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
            cues: The words that show a claim.
            replies: The sentences that replace a claim.
            active: Whether no action has succeeded yet, so that no claim can be true.
            holding: Whether the text is held until the reply is complete.
            concerns: Whether a text is about the home; a story may say “I opened the door”.
        """
        self._concerns = concerns
        self._cues = cues
        self._replies = replies
        self._active = active
        self._holding = holding
        self._text = ""
        self.claimed = False

    def feed(self, piece: str) -> str:
        """Take a piece of text; return the text that may be spoken now."""
        if not self._active:
            return piece
        if self.claimed:
            return ""
        earlier = self._text
        self._text += piece
        if self._holding:
            return ""
        if len(self._text) < _LONGEST and self._claims() and self._concerns(self._text):
            self.claimed = True
            return f" {self._replies.correction}" if earlier.strip() else self._replies.not_done
        return piece

    def finish(self, *, called: bool) -> str:
        """Return the held text at the end of the reply; `called` is true if the reply called tools."""
        if not self._active or not self._holding or called:
            return ""
        if self._claims():
            self.claimed = True
            return self._replies.not_done
        return self._text

    def _claims(self) -> bool:
        return not self._text.rstrip().endswith("?") and self._cues.holds("claim", self._text)
