"""Speaks while a turn takes long: a satellite that hears nothing for five seconds may fall silent for good.

What it says is heard, and in no history: neither in Morgan's nor in that of Home Assistant.
"""

from __future__ import annotations

import time

from homeassistant.components.conversation import ChatLog

from .sentences import MOMENT, STILL, sentence

FIRST_SECONDS = 2.0
"""Seconds without a word after which something is said, if nothing is being spoken any more."""
LONGEST_SECONDS = 4.0
"""Seconds after which it is said in any case, and again."""
_CHARACTERS_PER_SECOND = 15.0
"""About how fast speech is."""
_ENOUGH_TO_BE_SPOKEN = 61
"""Home Assistant begins to speak once it has more than 60 characters of a reply; blanks count."""
_ENDS = (".", "!", "?", "…", ":", ";", "。")


class Bridge:
    """The silence of one turn."""

    def __init__(self, chat_log: ChatLog, language: str) -> None:
        self._chat_log = chat_log
        self._language = language
        self._said = ""
        self._last = self._spoken_until = time.monotonic()
        self._bridged = False

    def hear(self, text: str) -> None:
        """Note that Morgan has said something."""
        if text:
            self._said += text
            self._note(text)

    def seconds(self) -> float | None:
        """Return after how long something has to be said; None if nobody listens."""
        if self._chat_log.delta_listener is None:
            return None
        quiet = LONGEST_SECONDS if self._bridged else FIRST_SECONDS
        due = min(self._last + LONGEST_SECONDS, max(self._last + quiet, self._spoken_until + FIRST_SECONDS))
        return max(due - time.monotonic(), 0.0)

    def speak(self) -> None:
        """Say something, to those who listen to the reply and to nobody else."""
        listener = self._chat_log.delta_listener
        if listener is None:
            return
        words = sentence(STILL if self._bridged else MOMENT, self._language)
        if self._said.strip() and not self._said.rstrip().endswith(_ENDS):
            words = f"… {words}"
        self._bridged = True
        padded = words.ljust(_ENOUGH_TO_BE_SPOKEN - len(self._said)) + " "
        listener(self._chat_log, {"role": "assistant", "content": padded})
        self._note(words)

    def _note(self, text: str) -> None:
        self._last = time.monotonic()
        self._spoken_until = max(self._spoken_until, self._last) + len(text) / _CHARACTERS_PER_SECOND
