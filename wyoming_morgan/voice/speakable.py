"""Reduces text to what can be spoken: no Markdown, no HTML, no emoji, only the host of an address."""

# ruff: noqa: RUF001 - the punctuation of many scripts is the subject here

from __future__ import annotations

import re

from wyoming_morgan.voice.fences import FencedBlock
from wyoming_morgan.voice.markup import TAG, TAG_START, TARGET, TARGET_START, clean, lines_of
from wyoming_morgan.voice.stops import FULL_STOPS
from wyoming_morgan.voice.thoughts import Thoughts

_LONGEST_WORD = 1000
_SETTLING = re.compile(rf"[\s{FULL_STOPS}]")
"""Nothing becomes certain before one of these, or so much that no word is as long."""
_LINE_ENDS = str.maketrans(dict.fromkeys("\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n"))

_OPEN = re.compile(rf"(?:{TAG_START}|{TARGET_START}(?:\([^()\n]{{0,50}}+)?)\Z")
"""A tag or the target of a link that may end in text that is still to come."""
_UNIT = re.compile(
    rf"""(?P<newline>[^\S\n]*+\n)
    | (?P<space>[^\S\n]++)
    | (?P<word>
        (?:{TARGET.pattern}|{TAG.pattern}|[^\s{FULL_STOPS}]){{1,{_LONGEST_WORD}}}+[{FULL_STOPS}]*+
        |[{FULL_STOPS}]++
      )
    """,
    re.VERBOSE,
)
_FENCE = re.compile(r"(?P<fence>`{3,}+|~{3,}+)(?P<name>[^`\n]{0,200}+)(?:\n|\Z)")
_ROW = re.compile(r"\|[^\n]{0,2000}+(?:\n|\Z)")

_MARKER = re.compile(r"[-+*•◦▪▫‣·●○■□–—]|#{1,6}|>+")
"""What begins a list item, a heading or a quotation."""
_GLUED_MARKER = re.compile(r"[-•◦▪▫‣·●○■□–—](?=[^\W\d_])")
_QUANTITY = re.compile(r"[^\S\n]++[-−–+~]?[.,]?\d")
"""After ">" a number: it is larger, not quoted."""
_CHECKBOX = re.compile(r"\[[xX]?\]")
_NUMBER = re.compile(r"\d{1,3}[.)]")
_CELL_RULE = re.compile(r"\s*:?-+:?\s*")
_PUNCTUATED = re.compile(rf"""[.!?…,;:،؛，、；：{FULL_STOPS}–—-]["'”’»)]*\Z""")
_DIRECTION = re.compile(r"(?:\*(?!\*)|_(?!_)|[(\[])(?=[^\W\d_])")
"""The beginning of how something is said: *sighs*, (quietly)."""
_CLOSERS = {"*": "*", "_": "_", "(": ")", "[": "]"}
_ENDED = re.compile(rf"""[.!?…{FULL_STOPS}]["'”’»)]*\Z""")
_LONGEST_QUANTITY = 3
_REST_IF_NEW = "\n"
"""A gap that is a rest, unless the next word goes on in lower case."""
_WRAPPED = 60
"""Characters of a line from which its end may be the margin of a page, not the end of what it says."""


def speakable(text: str) -> str:
    """Return the speakable form of a complete text, on one line; it is its own speakable form."""
    stream = SpeakableText()
    return (stream.feed(text) + stream.flush()).strip()


class SpeakableText:
    """Makes a stream of text speakable, word by word; the result does not depend on how the text was cut.

    The voice rests at the end of a line, an item, a cell and a stage direction: where there is no full stop,
    it gets one. Inline code is spoken, and so is prose between fences; code there is left out, unless it is
    all there is. Thoughts of a model are left out.
    """

    def __init__(self) -> None:
        self._thoughts = Thoughts()
        self._after_return = False
        self._raw = ""
        self._unread = 0
        self._fence = ""
        self._fenced = FencedBlock("")
        self._code = False
        """Whether the line of a fence that is read has begun with something that does not close it."""
        self._left_out = ""
        """Code, for the case that there is nothing else to say."""
        self._silent = True
        self._line_empty = True
        self._line_characters = 0
        self._block = False
        self._closer = ""
        """What ends the stage direction that has begun."""
        self._directed = False
        """Whether a stage direction has just ended."""
        self._ended = True
        self._punctuated = True
        self._spaced = True
        self._gap = ""

    def feed(self, text: str) -> str:
        """Take more text; return the speakable text that is certain now."""
        return self._take(self._thoughts.feed(text))

    def pause(self) -> str:
        """Return what is held back although its sentence has ended: no more text has come for a while."""
        if self._fence or not _ENDED.search(self._raw.rstrip()):
            return ""
        return self._read(final=True)

    def flush(self) -> str:
        """Return the rest."""
        said = self._take(self._thoughts.flush()) + self._read(final=True)
        if self._fence:
            said += self._end_fence()
        if self._silent and self._left_out:
            said += self._say(speakable(self._left_out))
        return said

    def _take(self, text: str) -> str:
        if self._after_return and text.startswith("\n"):
            text = text[1:]
            self._after_return = False
        if not text:
            return ""
        self._after_return = text.endswith("\r")
        text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS)
        self._raw += text
        self._unread += len(text)
        if self._unread < _LONGEST_WORD and not _SETTLING.search(text):
            return ""
        return self._read(final=False)

    def _read(self, *, final: bool) -> str:
        opened = None if final else _OPEN.search(self._raw)
        certain = opened.start() if opened else len(self._raw)
        position = 0
        said: list[str] = []
        while position < len(self._raw):
            read = self._next(position, certain, final=final)
            if read is None:
                break
            position, text = read
            said.append(text)
        self._raw = self._raw[position:]
        self._unread = 0
        return "".join(said)

    def _next(self, position: int, certain: int, *, final: bool) -> tuple[int, str] | None:
        """Return where the next construct ends and its speakable text; None to wait for more text."""
        if self._fence:
            return self._fenced_line(position, final=final)
        if self._line_empty and (fence := _FENCE.match(self._raw, position)):
            if not final and fence[0][-1] != "\n":
                return None
            self._fence, self._fenced = fence["fence"][:3], FencedBlock(fence["name"])
            return fence.end(), self._newline()
        if self._line_empty and (row := _ROW.match(self._raw, position)):
            if not final and row[0][-1] != "\n":
                return None
            return row.end(), self._row(row[0])
        return self._unit(position, certain, final=final)

    def _fenced_line(self, position: int, *, final: bool) -> tuple[int, str] | None:
        newline = self._raw.find("\n", position)
        end = newline + 1 if newline >= 0 else len(self._raw)
        line = self._raw[position:end].strip()
        may_close = not self._code and end - position <= _LONGEST_WORD and not line.strip(self._fence[0])
        if newline < 0 and not final:
            if may_close:
                return None
            # Not kept here until its line ends: it would be searched again with every piece of it.
            self._code = True
            self._fenced.add(self._raw[position:end])
            return end, ""
        self._code = False
        if may_close and line.startswith(self._fence):
            return end, self._end_fence()
        self._fenced.add(self._raw[position:end])
        return end, ""

    def _end_fence(self) -> str:
        block, self._fence = self._fenced, ""
        if block.is_prose:
            return self._paragraph(block.text)
        self._left_out = self._left_out or block.text
        return ""

    def _unit(self, position: int, certain: int, *, final: bool) -> tuple[int, str] | None:
        unit = _UNIT.match(self._raw, position)
        assert unit is not None  # noqa: S101 - every character belongs to one of the kinds
        end = unit.end()
        if unit["newline"] is not None:
            return end, self._newline()
        if unit["space"] is not None:
            return end, self._space()
        complete = end < len(self._raw) or self._raw[end - 1] in FULL_STOPS
        if not final and not (complete and end <= certain and self._is_settled(unit[0], end)):
            return None
        if self._line_empty and _CHECKBOX.fullmatch(unit[0]):
            return end, ""
        if unit[0] == ">" and _QUANTITY.match(self._raw, end):
            return end, self._say(unit[0])
        said: list[str] = []
        for number, line in enumerate(lines_of(unit[0])):
            said += [self._newline() if number else "", self._words(line)]
        return end, "".join(said)

    def _is_settled(self, word: str, end: int) -> bool:
        """Return whether enough text follows a word to know what it is."""
        following = self._raw[end : end + _LONGEST_WORD]
        return word != ">" or "\n" in following or len(following.lstrip()) >= _LONGEST_QUANTITY

    def _words(self, raw: str) -> str:
        cleaned = clean(raw)
        begins = self._ended or (self._gap == _REST_IF_NEW and not cleaned[:1].islower())
        if begins and (opener := _DIRECTION.match(raw) or _DIRECTION.match(cleaned)):
            self._closer = _CLOSERS[opener[0]]
        said: list[str] = []
        for word in cleaned.split():
            said += [self._space() if said else "", self._word(word)]
        if self._closer and (self._closer in raw[1:] or self._closer in cleaned[1:]):
            self._directed = raw.endswith(self._closer) or cleaned.endswith(self._closer)
            self._closer = ""
        return "".join(said)

    def _row(self, row: str) -> str:
        """Say one row of a table: its cells with commas between them."""
        cells = [speakable(cell) for cell in row.split("|") if not _CELL_RULE.fullmatch(cell)]
        return self._paragraph(", ".join(cell for cell in cells if cell))

    def _paragraph(self, text: str) -> str:
        """Say text that ends with a rest."""
        return self._begin_block() + self._say(speakable(text)) + self._newline()

    def _word(self, word: str) -> str:
        if not self._line_empty:
            return self._say(word)
        if _MARKER.fullmatch(word):
            return self._begin_block()
        if glued := _GLUED_MARKER.match(word):
            return self._begin_block() + self._say(word[glued.end() :])
        return (self._begin_block() if _NUMBER.fullmatch(word) else "") + self._say(word)

    def _say(self, text: str) -> str:
        if not text:
            return ""
        before = (" " if self._gap == " " or text[0].islower() else ". ") if self._gap else ""
        self._gap, self._spaced, self._line_empty, self._directed = "", False, False, False
        self._line_characters += len(text) + 1
        last = text.rpartition(" ")[2]
        worded = any(map(str.isalnum, last))
        self._silent = self._silent and not worded
        self._ended = bool(_ENDED.search(last))
        self._punctuated = bool(_PUNCTUATED.search(last)) or not worded
        return before + text

    def _space(self) -> str:
        if self._spaced:
            return ""
        if self._punctuated:
            self._spaced = True
            return " "
        self._gap = self._gap or (_REST_IF_NEW if self._directed else " ")
        return ""

    def _newline(self) -> str:
        hard = self._block or self._line_empty or self._line_characters < _WRAPPED
        self._line_empty, self._line_characters, self._block = True, 0, False
        self._closer, self._ended = "", True
        if self._punctuated:
            return self._space()
        if hard:
            return self._rest()
        self._gap = _REST_IF_NEW
        return ""

    def _begin_block(self) -> str:
        self._block = True
        return self._rest() if self._gap == _REST_IF_NEW else ""

    def _rest(self) -> str:
        """End the text so far like a sentence."""
        if self._punctuated:
            return ""
        self._ended, self._punctuated, self._spaced, self._gap = True, True, True, ""
        return ". "
