"""Cuts a stream of text into pieces to speak: sentences, and an early first clause."""

# ruff: noqa: RUF001 - the punctuation of many scripts is the subject here

from __future__ import annotations

import re

from wyoming_morgan.voice.speakable import FULL_STOPS, SpeakableText

_CLOSERS = r"""["'”’»)\]]*+"""
_BREAK = re.compile(
    rf"""(?P<stop>(?<![.!?…؟।॥])[.!?…؟।॥]++){_CLOSERS}(?=\s)
    | (?P<full_stop>(?<![{FULL_STOPS}])[{FULL_STOPS}]++["'”’」』）)]*+)(?=.)
    | (?P<clause>[,;:،؛]{_CLOSERS}(?=\s)|\s[-–—]++(?=\s)|—|[，、；：]++)
    """,
    re.VERBOSE,
)
_INITIALS = re.compile(r"(?:\w\.)*\w")
_ORDINAL = re.compile(r"\d{1,2}")
_ABBREVIATIONS = frozenset(
    word
    for words in (
        "approx apt ave capt co corp dept dr etc fig gov hon inc jr lt ltd mr mrs ms nr prof rev sr st vs",
        "abs bd bzw ca evtl ggf hr inkl mind sog std str tel usw vgl zb zzgl",  # German
        "av chap env mlle mme mm",  # French
        "avda dra pág sra srta ud uds",  # Spanish
        "dott egr sig",  # Italian
        "bijv dhr mevr mvr",  # Dutch
    )
    for word in words.split()
)
"""Words that end in a full stop. If one ends a sentence, the sentence is only joined to the next."""


class SentencePieces:
    """Cuts a stream of text into pieces to be spoken one after the other.

    The first piece may end at a clause once it has `first_characters`; all others end with their sentence,
    or before `longest_characters`. A piece is returned as soon as a space follows it; pieces do not depend
    on how the text was cut, and each has at least one letter or digit.
    """

    def __init__(self, *, first_characters: int = 16, longest_characters: int = 250) -> None:
        self._first = first_characters
        self._longest = longest_characters
        self._speakable = SpeakableText()
        self._text = ""
        self._early = True

    def feed(self, text: str) -> list[str]:
        """Take more text; return the pieces that it completed."""
        speakable = self._speakable.feed(text)
        self._text += speakable
        return self._split() if speakable else []

    def flush(self) -> list[str]:
        """Return the rest."""
        self._text += self._speakable.flush()
        pieces = self._split()
        rest, self._text = self._text.strip(), ""
        return [*pieces, rest] if _pronounceable(rest) else pieces

    def _split(self) -> list[str]:
        pieces = []
        start = 0
        while True:
            while start < len(self._text) and self._text[start].isspace():
                start += 1
            window = self._text[start : start + self._longest + 1]
            end = self._boundary(window)
            if not end:
                break
            piece = window[:end].strip()
            start += end
            if _pronounceable(piece):
                pieces.append(piece)
                self._early = self._early and len(piece) < self._first
        self._text = self._text[start:]
        return pieces

    def _boundary(self, window: str) -> int:
        """Return where the first piece of `window` ends; 0 if more text is needed to decide."""
        clause = 0
        for match in _BREAK.finditer(window):
            end = match.end()
            if end > self._longest or not _pronounceable(window[:end]):
                continue
            if match["clause"]:
                clause = end
                if self._early and end >= self._first:
                    return end
            elif match["full_stop"] or not _abbreviated(window[: match.start()], match["stop"]):
                return end
        if len(window) <= self._longest:
            return 0
        if clause > self._longest // 2:
            return clause
        space = window.rfind(" ")
        return space if space > 0 else self._longest


def _abbreviated(text: str, stop: str) -> bool:
    """Return whether a full stop belongs to the word that `text` ends in: `Dr.`, `e.g.`, `1.`, `U.S.`."""
    word = text.rpartition(" ")[2].lstrip("\"'“‘«([")
    return stop == "." and (
        word.casefold() in _ABBREVIATIONS
        or _INITIALS.fullmatch(word) is not None
        or _ORDINAL.fullmatch(word) is not None
    )


def _pronounceable(text: str) -> bool:
    return any(character.isalnum() for character in text)
