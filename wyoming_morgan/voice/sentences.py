"""Cuts a stream of text into pieces to speak: sentences, and an early first clause."""

# ruff: noqa: RUF001 - the punctuation of many scripts is the subject here

from __future__ import annotations

import re
from copy import copy, deepcopy

from wyoming_morgan.sayable import short_forms
from wyoming_morgan.voice.speakable import SpeakableText
from wyoming_morgan.voice.stops import FULL_STOPS

_CLOSERS = r"""["'”’»)\]]*+"""
_BREAK = re.compile(
    rf"""(?P<stop>(?<![.!?…])[.!?…]++){_CLOSERS}(?=\s)
    | (?P<full_stop>(?<![{FULL_STOPS}])[{FULL_STOPS}]++["'”’」』）)]*+)(?=.)
    | (?P<clause>[,;:،؛]{_CLOSERS}(?=\s)|\s[-–—]++(?=\s)|—|[，、；：]++)
    """,
    re.VERBOSE,
)
_LAST_STOP = re.compile(rf"\.{_CLOSERS}\Z")
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
        # Months and days of the week, as CLDR shortens them, without those that are words.
        "jan feb apr jun jul aug sep sept oct okt nov dec mon tue tues wed thu thur thurs fri",
        "mär dez mo mi fr sa janv févr avr juil déc lun jeu ven sam dim ene abr ago mié jue vie sáb",
        "gen giu lug ott gio sab mrt sty lut kwi cze lip sie wrz paź lis gru pon śr czw sob fev maj",
        "tis tors lör mån",
    )
    for word in words.split()
)
"""Words that end in a full stop. If one ends a sentence, the sentence is only joined to the next."""
_WORDS_TOO = frozenset("no ok art est".split())
"""Short forms that are words: they are short only before a number."""
_ENDED = re.compile(rf"[.!?…{FULL_STOPS}]{_CLOSERS}\Z")
_AMBIGUOUS = re.compile(rf"(?:\.\.|…|\d\.|\b\w\.){_CLOSERS}\Z")
"""What may go on although it looks complete: 21. (5), e. (g.), well... (then)."""


class SentencePieces:
    """Cuts a stream of text into pieces to be spoken one after the other.

    The first piece may end at a clause once it has `first_characters`; all others end with their sentence,
    or before `longest_characters`. A piece is returned as soon as a space follows it; pieces do not depend
    on how the text was cut, and each has at least one letter or digit.
    """

    def __init__(
        self, *, language: str = "en", first_characters: int = 16, longest_characters: int = 250
    ) -> None:
        self._short_forms = _ABBREVIATIONS | short_forms(language)
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

    def likely(self) -> str | None:
        """Return the piece that a space would complete now, if there is one; nothing changes."""
        trial = copy(self)
        trial._speakable = deepcopy(self._speakable)  # noqa: SLF001 - it is of this class
        return next(iter(trial.feed(" ")), None)

    def pause(self, *, is_long: bool) -> list[str]:
        """Return what is complete while no more text comes; after a long pause also what might go on."""
        self._text += self._speakable.pause()
        pieces = self._split()
        rest = self._text.strip()
        if not _pronounceable(rest) or not _ENDED.search(rest):
            return pieces
        stop = _LAST_STOP.search(rest)
        goes_on = _AMBIGUOUS.search(rest) or (stop and self._abbreviated(rest[: stop.start()], ".", ""))
        if goes_on and not is_long:
            return pieces
        self._text = ""
        self._early = self._early and len(rest) < self._first
        return [*pieces, rest]

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
            elif match["full_stop"] or not self._abbreviated(
                window[: match.start()], match["stop"], window[match.end() :]
            ):
                return end
        if len(window) <= self._longest:
            return 0
        if clause > self._longest // 2:
            return clause
        space = window.rfind(" ")
        return space if space > 0 else self._longest

    def _abbreviated(self, text: str, stop: str, after: str) -> bool:
        """Return whether a full stop belongs to the word that `text` ends in: `Dr.`, `e.g.`, `1.`, `U.S.`."""
        if stop != ".":
            return False
        word = text.rpartition(" ")[2].lstrip("\"'“‘«([").casefold()
        if word in _WORDS_TOO:
            return word in self._short_forms and after.lstrip()[:1].isdigit()
        return (
            word in self._short_forms
            or _INITIALS.fullmatch(word) is not None
            or _ORDINAL.fullmatch(word) is not None
        )


def _pronounceable(text: str) -> bool:
    return any(character.isalnum() for character in text)
