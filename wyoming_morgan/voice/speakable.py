"""Reduces text to what can be spoken: no Markdown, no HTML, no emoji, only the host of an address."""

# ruff: noqa: RUF001 - the punctuation of many scripts is the subject here

from __future__ import annotations

import html
import re
import unicodedata

FULL_STOPS = "。！？｡"
"""Ends of sentences that no space follows."""

_LONGEST_WORD = 1000
_SETTLING = re.compile(rf"[\s{FULL_STOPS}]")
"""Nothing becomes certain before one of these, or so much that no word is as long."""

_TAG_CHARACTERS = r"<[A-Za-z/!][^<>\n]{0,500}+"
_TARGET_CHARACTERS = r"\]\((?:[^()\n]|\([^()\n]{0,50}+\)){0,1000}+"
_TAG = re.compile(_TAG_CHARACTERS + ">")
_TARGET = re.compile(_TARGET_CHARACTERS + r"\)")
_OPEN = re.compile(rf"(?:{_TAG_CHARACTERS}|{_TARGET_CHARACTERS}(?:\([^()\n]{{0,50}}+)?)\Z")
"""A tag or the target of a link that may end in text that is still to come."""
_UNIT = re.compile(
    rf"""(?P<newline>[^\S\n]*+\n)
    | (?P<space>[^\S\n]++)
    | (?P<word>
        (?:{_TARGET.pattern}|{_TAG.pattern}|[^\s{FULL_STOPS}]){{1,{_LONGEST_WORD}}}+[{FULL_STOPS}]*+
        |[{FULL_STOPS}]++
      )
    """,
    re.VERBOSE,
)
_FENCE = re.compile(r"(?:`{3,}+|~{3,}+)[^`\n]{0,200}+(?:\n|\Z)")
_ROW = re.compile(r"\|[^\n]{0,2000}+(?:\n|\Z)")

_MARKER = re.compile(r"[-+*•◦▪–—]|#{1,6}|>+")
"""What begins a list item, a heading or a quotation."""
_CHECKBOX = re.compile(r"\[[xX]?\]")
_NUMBER = re.compile(r"\d{1,3}[.)]")
_RULE = re.compile(r"(?<!\S)[-*_=~]{3,}(?!\S)")
_CELL_RULE = re.compile(r"\s*:?-+:?\s*")
_DASH = re.compile(r"(?<!\S)--(?!\S)")
_PUNCTUATED = re.compile(r"""[.!?…,;:،؛؟।。！？，、；：–—-]["'”’»)]*\Z""")

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>()\[\]\"'`*|，。！？、）」]*", re.IGNORECASE)
_HOST = re.compile(r"(?:https?://)?(?:[^/?#\s]*@)?(?:www\.)*([\w.-]*)", re.IGNORECASE)
_BREAKING_TAG = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|t[dh]|h[1-6])\b", re.IGNORECASE)
_REFERENCE = re.compile(r"\]\[[^\[\]\s]*\]|\[\^[^\[\]\s]*\]")
_STARS = re.compile(r"(?<=\d)\*(?=\d)|(?<!\S)\*(?!\S)|(\*+)")
_ANGLES = re.compile(r"(?<=\d)[<>](?=\d)|(?<!\S)[<>](?!\S)|([<>]+)")
_MARKS = re.compile(r"!(?=\[)|[`\[\]\\]|~{2,}")
_SEPARATORS = re.compile(r"[_|]+")
_LOOSE_JOINER = re.compile(r"[\u200c\u200d](?!\w)")
_SILENT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So"})
_KEPT = frozenset("°№℃℉\u200c\u200d")
_DROPPED = frozenset("\ufe0e\ufe0f\u20e3🏻🏼🏽🏾🏿")


def speakable(text: str) -> str:
    """Return the speakable form of a complete text, on one line; it is its own speakable form."""
    stream = SpeakableText()
    return (stream.feed(text) + stream.flush()).strip()


class SpeakableText:
    """Makes a stream of text speakable, word by word; the result does not depend on how the text was cut.

    Headings, list items and paragraphs without a full stop get one, so that the voice pauses there. Fenced
    code is left out, inline code is spoken.
    """

    def __init__(self) -> None:
        self._raw = ""
        self._unread = 0
        self._fence = ""
        self._code = False
        """Whether the line of a fence that is read has begun with something that does not close it."""
        self._line_empty = True
        self._block = False
        self._punctuated = True
        self._spaced = True
        self._gap = ""

    def feed(self, text: str) -> str:
        """Take more text; return the speakable text that is certain now."""
        self._raw += text
        self._unread += len(text)
        if self._unread < _LONGEST_WORD and not _SETTLING.search(text):
            return ""
        return self._read(final=False)

    def flush(self) -> str:
        """Return the rest."""
        return self._read(final=True)

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
            self._fence = fence[0][:3]
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
            # Not kept until its line ends, which would be searched again with every piece of it.
            self._code = True
            return end, ""
        if may_close and line.startswith(self._fence):
            self._fence = ""
        self._code = False
        return end, ""

    def _unit(self, position: int, certain: int, *, final: bool) -> tuple[int, str] | None:
        unit = _UNIT.match(self._raw, position)
        assert unit is not None  # noqa: S101 - every character belongs to one of the kinds
        end = unit.end()
        if unit["newline"] is not None:
            return end, self._newline()
        if unit["space"] is not None:
            return end, self._space()
        complete = end < len(self._raw) or self._raw[end - 1] in FULL_STOPS
        if not final and not (complete and end <= certain):
            return None
        if self._line_empty and _CHECKBOX.fullmatch(unit[0]):
            return end, ""
        said: list[str] = []
        for word in _clean(unit[0]).split():
            said += [self._space() if said else "", self._word(word)]
        return end, "".join(said)

    def _row(self, row: str) -> str:
        """Say one row of a table: its cells with commas between them."""
        cells = [speakable(cell) for cell in row.split("|") if not _CELL_RULE.fullmatch(cell)]
        said = self._begin_block() + self._say(speakable(", ".join(cell for cell in cells if cell)))
        return said + self._newline()

    def _word(self, word: str) -> str:
        if self._line_empty and _MARKER.fullmatch(word):
            return self._begin_block()
        before = self._begin_block() if self._line_empty and _NUMBER.fullmatch(word) else ""
        return before + self._say(word)

    def _say(self, text: str) -> str:
        if not text:
            return ""
        before = " " if self._gap else ""
        self._gap, self._spaced, self._line_empty = "", False, False
        last = text.rpartition(" ")[2]
        self._punctuated = bool(_PUNCTUATED.search(last)) or not any(map(str.isalnum, last))
        return before + text

    def _space(self) -> str:
        if self._spaced:
            return ""
        if self._punctuated:
            self._spaced = True
            return " "
        self._gap = self._gap or " "
        return ""

    def _newline(self) -> str:
        hard = self._block or self._line_empty
        self._line_empty, self._block = True, False
        if self._punctuated:
            return self._space()
        if hard:
            return self._rest()
        self._gap = "\n"
        return ""

    def _begin_block(self) -> str:
        self._block = True
        return self._rest() if self._gap == "\n" else ""

    def _rest(self) -> str:
        """End the text so far like a sentence."""
        if self._punctuated:
            return ""
        self._punctuated, self._spaced, self._gap = True, True, ""
        return ". "


def _clean(word: str) -> str:
    """Return a word without what cannot be spoken, however deep it is wrapped."""
    if word.isalnum() and word.isascii():
        return word
    while (cleaned := _peel(word)) != word:
        word = cleaned
    return word


def _peel(word: str) -> str:
    while (plain := html.unescape(word)) != word:
        word = plain
    word = _TARGET.sub("", word)
    word = _REFERENCE.sub("", word)
    word = _TAG.sub(_speak_tag, word)
    word = _ADDRESS.sub(_speak_address, word)
    word = _MARKS.sub("", word)
    word = _STARS.sub(lambda match: "" if match[1] else match[0], word)
    word = _ANGLES.sub(lambda match: "" if match[1] else match[0], word)
    word = _SEPARATORS.sub(" ", word)
    word = _LOOSE_JOINER.sub("", " ".join(word.split()))
    word = "".join(character for character in word if _sounds(character))
    return _RULE.sub("", _DASH.sub("–", word))


def _speak_tag(match: re.Match[str]) -> str:
    tag = match[0]
    if address := _ADDRESS.match(tag, 1):
        return _speak_address(address)
    return " " if _BREAKING_TAG.match(tag) else ""


def _speak_address(match: re.Match[str]) -> str:
    address = match[0].rstrip(".,;:!?")
    host = _HOST.match(address)
    return (host[1].strip(".-") if host else "") + match[0][len(address) :]


def _sounds(character: str) -> bool:
    if character in _KEPT or character == " ":
        return True
    return character not in _DROPPED and unicodedata.category(character) not in _SILENT_CATEGORIES
