"""Keeps what models say again and again, and what they repeat of their instructions, from being spoken."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable
from functools import lru_cache

from wyoming_morgan.agent.model.prompt import INSTRUCTIONS

_WORDS = re.compile(r"\w+")
_ENDS = re.compile(r"[.!?\u2026\u3002\n]")
_LENGTH = 3
"""Words by which a run goes on: they stood together before."""
_MOST = 7
"""Words in a row that may be said again, or be those of the instructions."""
_TWICE = 2
"""How often the same may be said within the window: a song has a chorus, a loop goes on."""
_WINDOW = 100
"""Words."""
_STUCK = 30
"""Words that were left out, from which on nothing else is to be expected."""
_LONGEST_WORD = 40
_FENCE = "```"
_INTENT = re.compile(r"(?i:hass)(?:[A-Z][a-z]|_[^\W\d_])\w*")
"""The name of an intent, or one made up like it: “hassListFilter”."""
_PART_OF_A_CALL = re.compile(r"(?i)(?:tool|function)_?(?:call|name|response|result|argument|parameter|id)s?")
"""What calls are made of, as dialects of them write it: “tool_call”."""

_QUOTES = ('"', "`", "\N{LEFT DOUBLE QUOTATION MARK}", "\N{DOUBLE LOW-9 QUOTATION MARK}", "\u00ab", "\u2018")
_QUOTED = frozenset("argument arguments function functions parameter parameters tool tools".split())
"""What calls are made of, which in quotation marks are not words of everyday talk."""
_ABOUT_PROGRAMS = re.compile(
    r"\b(?:json|xml|html|yaml|csv|apis?|codes?|codice|códigos?|quelltext|program\w*|script\w*|software"
    r"|python|java\w*|develop\w*|entwick\w*|desarroll\w*|svilupp\w*|ontwikkel\w*|databases?|datenbank\w*"
    r"|servers?|format\w*|dat[aio]s?|daten|données|gegevens|computers?|ordenador\w*|ordinateur\w*"
    r"|function\w*|funktion\w*|fonction\w*|funci[oó]n\w*|funzion\w*|functie\w*|syntax\w*|web\w*)\b",
    re.IGNORECASE,
)
"""Words of somebody who speaks of programs or data, or may."""

_Gram = tuple[str, ...]


class RepetitionFilter:
    """Leaves out long runs of words that were there before, to the end of their sentence.

    A model that tells how calls are written, to somebody who never spoke of programs, has lost its thread:
    nothing more of its reply is spoken.

    A sentence that has the name of a tool ends there. What may become a run is held back, and so is a word
    that is not complete; the work for a piece does not grow with the text before it.
    """

    def __init__(self, names: Iterable[str] = (), said: str = "", conversation: str = "") -> None:
        """Prepare for one reply.

        Args:
            names: The names of the tools; those that could be words of a language are spoken.
            said: The words to which it replies; what they name is spoken.
            conversation: All that the speaker has said.
        """
        self._names = frozenset(_plain(name) for name in names if _is_no_word(name))
        self._said = frozenset(_WORDS.findall(said.casefold()))
        self._of_programs = bool(_ABOUT_PROGRAMS.search(f"{said}\n{conversation}"))
        self._quoted = False
        """Whether a quotation mark stands before the next word."""
        self._lost = False
        self._text = ""
        self._held: list[str] = []
        self._run: list[str] = []
        self._last: list[str] = []
        self._grams: dict[_Gram, int] = {}
        """How often words stood together within the window."""
        self._recent: deque[list[_Gram]] = deque()
        self._dropping = False
        self._in_code = False
        self._sentence_begins = True
        self._left_out = 0

    @property
    def stuck(self) -> bool:
        """Whether the model says the same again and again."""
        return self._lost or self._left_out >= _STUCK

    def feed(self, piece: str) -> str:
        """Take a piece of text; return what of it is spoken now."""
        self._text += piece
        spoken: list[str] = []
        place = 0
        for word in _WORDS.finditer(self._text):
            if word.end() == len(self._text) and len(word.group()) < _LONGEST_WORD:
                break
            spoken.append(self._gap(self._text[place : word.start()]))
            spoken.append(self._word(word.group()))
            place = word.end()
        self._text = self._text[place:]
        if self._text and not _WORDS.search(self._text):
            whole = self._text.rstrip(_FENCE[0])  # a mark may be cut
            spoken.append(self._gap(whole))
            self._text = self._text[len(whole) :]
        return "".join(spoken)

    def end(self) -> str:
        """Return what was held back and is to be spoken."""
        text, self._text = self._text, ""
        word = _WORDS.search(text)
        if word is None:
            return self._gap(text) + self._released()
        before = self._gap(text[: word.start()])
        return before + self._word(word.group()) + self._gap(text[word.end() :]) + self._released()

    def _gap(self, text: str) -> str:
        """Take what stands between two words; a block of code stays as it is."""
        self._quoted = text.endswith(_QUOTES)
        if text.count(_FENCE) % 2:
            self._in_code = not self._in_code
            return self._released() + text
        if self._in_code:
            return text
        self._sentence_begins = self._sentence_begins or bool(_ENDS.search(text))
        if self._dropping:
            return ""
        if self._held:
            self._held.append(text)
            return ""
        return text

    def _word(self, word: str) -> str:
        begins, self._sentence_begins = self._sentence_begins, False
        if self._in_code:
            return word
        self._lost = self._lost or self._tells_of_calls(word)
        if self._lost or self._is_of_a_tool(word):
            self._held.clear()
            self._run.clear()
            self._dropping = True
            return ""
        folded = word.casefold()
        goes_on, released = bool(self._run) and self._is_known((*self._run, folded)[-_LENGTH:]), ""
        if not goes_on:
            self._dropping = self._dropping and not begins
            released = self._released()
            # Within a sentence a run begins with its second word, so that hardly anything is held back.
            goes_on = self._is_known((folded,) if begins else (*self._last[-1:], folded))
        self._remember(folded)
        if not goes_on:
            return "" if self._dropping else released + word
        self._run.append(folded)
        if len(self._run) > _MOST:
            self._left_out += 1 if self._dropping else len(self._run)
            self._held.clear()
            self._dropping = True
        elif not self._dropping:
            self._held.append(word)
        return released

    def _tells_of_calls(self, word: str) -> bool:
        if self._of_programs:
            return False
        folded = word.casefold()
        return folded == "json" or (self._quoted and folded in _QUOTED)

    def _is_of_a_tool(self, word: str) -> bool:
        if word.casefold() in self._said:
            return False
        return bool(_INTENT.fullmatch(word) or _PART_OF_A_CALL.fullmatch(word)) or (
            _is_no_word(word) and _plain(word) in self._names
        )

    def _released(self) -> str:
        released = "".join(self._held)
        self._held.clear()
        self._run.clear()
        return released

    def _is_known(self, gram: _Gram) -> bool:
        """Whether words stood together twice lately, or stand together in the instructions."""
        return self._grams.get(gram, 0) >= _TWICE or gram in _instructions()

    def _remember(self, word: str) -> None:
        self._last = [*self._last, word][-_LENGTH:]
        self._recent.append([tuple(self._last[-length:]) for length in range(1, len(self._last) + 1)])
        for gram in self._recent[-1]:
            self._grams[gram] = self._grams.get(gram, 0) + 1
        if len(self._recent) > _WINDOW:
            for gram in self._recent.popleft():
                self._grams[gram] -= 1
                if not self._grams[gram]:
                    del self._grams[gram]


def _is_no_word(name: str) -> bool:
    return "_" in name or any(letter.isupper() for letter in name[1:])


def _plain(name: str) -> str:
    """Return a name however its words are joined: “get_state”, “getState”."""
    return name.replace("_", "").casefold()


@lru_cache(maxsize=1)
def _instructions() -> Collection[_Gram]:
    words = [word.casefold() for word in _WORDS.findall(INSTRUCTIONS)]
    return {
        tuple(words[at : at + length])
        for length in range(1, _LENGTH + 1)
        for at in range(len(words) - length + 1)
    }
