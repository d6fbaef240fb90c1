"""Keeps a model from claiming actions that no tool has performed.

Until an action has succeeded in a turn, the model's text is searched for claims. The reply to an order is
held until it is complete: then a claim is replaced by an honest sentence, and text before a tool call is
dropped. Other text is streamed at once; a claim about the home that appears there is cut off and corrected.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.replies import Replies
from wyoming_morgan.agent.model.honesty import honest_part, statements

_WINDOW = 400
"""Characters before a new piece that are searched again with it; no claim is as long."""
_LONG_GAP = re.compile(r"(\W{4})\W++")
"""Marks in a row, of which a few say as much as all of them."""


class ClaimFilter:
    """Searches the text of one reply for claims.

    The work for a piece does not grow with the text before it: models write long replies in many pieces.
    """

    def __init__(
        self,
        cues: Cues,
        replies: Replies,
        *,
        active: bool,
        holding: bool,
        concerns: Callable[[str], bool],
        only_concerning: bool = False,
        strict: bool = False,
    ) -> None:
        """Prepare for one reply.

        Args:
            cues: The words that show a claim.
            replies: The sentences that replace a claim.
            active: Whether no action has succeeded yet, so that no claim can be true.
            holding: Whether the text is held until the reply is complete.
            concerns: Whether a text is about the home; a story may say “I opened the door”.
            only_concerning: Whether only claims about the home are untrue: something else was done.
            strict: Whether the home was ordered to do something, so that only what is honest is spoken.
        """
        self._concerns = concerns
        self._cues = cues
        self._replies = replies
        self._active = active
        self._holding = holding
        self._only_concerning = only_concerning
        self._strict = strict and holding and not only_concerning
        self._text: list[str] = []
        self._window = ""
        self._begun = False
        self._begins = True
        self._suspect = False
        self.claimed = False

    def feed(self, piece: str) -> str:
        """Take a piece of text; return the text that may be spoken now."""
        if not self._active and not self._holding:
            return piece
        if self.claimed:
            return ""
        begun = self._begun
        self._begun = begun or bool(piece.strip())
        self._text.append(piece)
        if self._holding:
            return ""
        if not self._search(piece):
            return piece
        return f" {self._replies.correction}" if begun else self._replies.not_done

    def finish(self, *, called: bool) -> str:
        """Return the held text at the end of the reply; `called` is true if the reply called tools."""
        if not self._holding or called:
            return ""
        text = "".join(self._text)
        if not self._active or not text.strip():
            return text
        related = not self._only_concerning or self._concerns(text)
        if self._strict:
            honest = honest_part(text, self._cues)
            self.claimed = honest != text
            return honest or self._replies.not_done
        if related and self._claims(text):
            self.claimed = True
            return self._replies.not_done
        return text

    def _search(self, piece: str) -> bool:
        """Return whether the text makes a claim about the home now."""
        self._window = _LONG_GAP.sub(r"\1", self._window + piece)
        related = self._suspect and self._concerns(self._window)
        if not self._suspect and self._claims(self._window):
            # Sought for the whole text once: later on, only a new piece can name something.
            self._suspect, related = True, self._concerns("".join(self._text))
        self.claimed = related
        if len(self._window) > _WINDOW:
            self._window, self._begins = self._window[-_WINDOW:], False
        return self.claimed

    def _claims(self, text: str) -> bool:
        stated = statements(text, self._cues)
        return self._cues.holds("claim", stated, begins=self._begins)
