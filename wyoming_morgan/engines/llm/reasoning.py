"""Separates reasoning and marks from the reply, where a server sends all of them in one text."""

from __future__ import annotations

from collections.abc import Iterator

from wyoming_morgan.engines.contract.llm import ReasoningPiece, TextPiece
from wyoming_morgan.engines.llm.marks import STARTS, MarkKind, TextMark, mark_at

_OPENERS = (
    *("okay, so ", "okay, the ", "okay, let", "ok, so ", "ok, the user", "okay so", "oké, de gebruiker"),
    *("hm", "the user ", "the speaker ", "the human ", "user asks", "user wants", "user says", "so the user"),
    *(
        "so, the user",
        "let me think",
        "let's think",
        "let me see",
        "let's see",
        "let me analy",
        "we need to ",
    ),
    *("we have to ", "we are asked", "we must ", "we should ", "i need to ", "i should ", "i have to "),
    *("thinking:", "thinking process", "thought:", "thoughts:", "reasoning:", "here's my thinking"),
    *("here's a thinking", "here is my thought", "here are my reasoning", "wait,", "to answer "),
    *("der benutzer", "der nutzer", "okay, der", "ok, der", "l'utilisateur", "el usuario", "l'utente"),
    *("de gebruiker", "okay, de gebruiker", "bon, l'utilisateur", "bien, el usuario", "ok, l'utente"),
)
"""How reasoning begins that has no mark before it, but may have one behind it."""
_LONGEST_HEADER = 200
_OTHERS = frozenset(
    "user human system developer tool tools function ipython environment observation tool_response".split()
)
_SELF = frozenset("assistant model bot chatbot ai".split())
_FINAL = "final"
_CALLED = " to="


class ReasoningSplitter:
    """Splits a text that comes in pieces at the marks of models, wherever a piece is cut.

    Only text that may be the beginning of a mark is held back, and text that begins as reasoning does. With
    `begun` the text begins with reasoning: some chat templates contain the opening mark, and the model only
    closes it. With `unsure` it may; it is held back until that is certain. With `calls` the marks of tool
    calls stay in the text.
    """

    def __init__(self, *, begun: bool = False, unsure: bool = False, calls: bool = False) -> None:
        self._depth = int(begun)
        self._calls = calls
        self._held = ""
        self._blank = True
        self._unsure: list[str] | None = [] if unsure else None
        """Text that is reasoning if a mark closes it, else the reply."""
        self._beginning: str | None = None if begun or unsure else ""
        """The beginning of the reply, while it may still be that of reasoning."""
        self._header: str | None = None
        self._channel = False
        self._in_channel = False
        self._in_call = False
        self._dropping = False
        self._opened = False
        self.closes_only = False
        """Whether reasoning was closed that no mark had opened."""

    def feed(self, text: str) -> Iterator[TextPiece | ReasoningPiece]:
        """Add a piece of text; yield what is certain."""
        text, self._held = self._held + text, ""
        begin = place = 0
        while (match := STARTS.search(text, place)) is not None:
            start = match.start()
            mark = mark_at(text, start)
            if mark is True:
                yield from self._plain(text[begin:start])
                self._held = text[start:]
                return
            place = start + 1
            if isinstance(mark, TextMark):
                yield from self._plain(text[begin:start])
                begin = place = start + mark.length
                yield from self._at(mark, text[start:place])
        yield from self._plain(text[begin:])

    def end(self) -> Iterator[TextPiece | ReasoningPiece]:
        """Yield the text that was held back: it was not a mark."""
        held, self._held = self._held, ""
        yield from self._plain(held)
        if self._header is not None and not self._channel:
            header, self._header = self._header, None
            yield from self._plain("" if header.strip().casefold() in _OTHERS | _SELF else header)
        beginning, self._beginning = self._beginning, None
        yield from self._reply(beginning or "")
        unsure, self._unsure = self._unsure, None
        for text in unsure or ():
            yield from self._reply(text)
        if self._in_call:
            yield from self._end_call()

    def _at(self, mark: TextMark, text: str) -> Iterator[TextPiece | ReasoningPiece]:
        """Take a mark."""
        if mark.kind is MarkKind.MESSAGE:
            yield from self._end_header()
            return
        if mark.kind is not MarkKind.CALL or not self._channel:
            yield from self._leave_header(mark)
        if self._in_channel and mark.kind in _ENDING:
            self._depth, self._in_channel = 0, False
            yield from self._end_call()
        match mark.kind:
            case MarkKind.THOUGHT:
                yield from self._open()
            case MarkKind.THOUGHT_END:
                yield from self._close()
            case MarkKind.CHANNEL | MarkKind.ROLE:
                self._header, self._channel = self._header or "", mark.kind is MarkKind.CHANNEL
            case MarkKind.OTHERS:
                self._dropping = True
            case MarkKind.ASSISTANT:
                self._dropping &= not self._blank
            case MarkKind.CALL if self._calls and not self._channel:
                yield from self._plain(text)
            case _:
                pass

    def _leave_header(self, mark: TextMark) -> Iterator[TextPiece | ReasoningPiece]:
        """End the name of a role at a mark; that of a channel goes on to its own end."""
        if self._header is None:
            return
        if mark.kind is MarkKind.CHANNEL:
            self._header += " "
            return
        yield from self._end_role(self._header, "")

    def _end_role(self, role: str, rest: str) -> Iterator[TextPiece | ReasoningPiece]:
        self._header = None
        word = role.strip().casefold()
        if word in _OTHERS:
            self._dropping = True
        elif word in _SELF:
            self._dropping &= not self._blank
        else:
            rest = role + rest
        yield from self._plain(rest)

    def _end_header(self) -> Iterator[TextPiece | ReasoningPiece]:
        """Begin what a channel says: thoughts, a call, or the reply."""
        header, self._header, self._channel = f" {self._header or ''}", None, False
        self._in_channel = True
        name = header.partition(_CALLED)[2].split() if _CALLED in header else []
        if name and name[0] not in _SELF | _OTHERS and self._calls:
            self._in_call = True
            yield TextPiece(f"<tool_call>{name[0]}\n")
        elif name or not (header.strip() == "" or _FINAL in header or "commentary" in header):
            self._depth = 1

    def _end_call(self) -> Iterator[TextPiece]:
        if self._in_call:
            self._in_call = False
            yield TextPiece("</tool_call>")

    def _open(self) -> Iterator[TextPiece | ReasoningPiece]:
        beginning, self._beginning = self._beginning, None
        yield from self._reply(beginning or "")
        self._depth += 1
        self._opened = True

    def _close(self) -> Iterator[TextPiece | ReasoningPiece]:
        beginning = self._beginning or ""
        self._beginning = None
        if self._depth:
            # Behind thoughts within thoughts the other end may follow.
            self._unsure = [] if self._depth > 1 else self._unsure
            self._depth = 0
            return
        self.closes_only = not self._opened
        thoughts, self._unsure = self._unsure or [], None
        for text in (*thoughts, beginning):
            if text:
                yield ReasoningPiece(text)

    def _plain(self, text: str) -> Iterator[TextPiece | ReasoningPiece]:
        """Take text between marks."""
        if not text:
            return
        if self._header is not None:
            yield from self._head(text)
        elif self._depth:
            yield ReasoningPiece(text)
        elif self._beginning is not None and not self._dropping:
            self._beginning += text
            bare = self._beginning.lstrip().casefold()[:_LONGEST_HEADER]
            if any(opener.startswith(bare) for opener in _OPENERS):
                return
            beginning, self._beginning = self._beginning, None
            if bare.startswith(_OPENERS):
                self._unsure = [beginning]
            else:
                yield from self._reply(beginning)
        else:
            yield from self._reply(text)

    def _head(self, text: str) -> Iterator[TextPiece | ReasoningPiece]:
        """Take text that may name a role or a channel."""
        self._header = header = (self._header or "") + text
        if self._channel:
            # Gemma ends the name of a channel with its line.
            name, line, rest = header.partition("\n")
            if line or len(header) > _LONGEST_HEADER:
                self._header, self._channel = None, False
                self._depth = int(_FINAL not in name)
                yield from self._plain(rest)
            return
        bare = header.lstrip()
        size = next(
            (place for place, letter in enumerate(bare) if not (letter.isalpha() or letter == "_")), None
        )
        if size is not None or len(bare) > _LONGEST_HEADER:
            size = size or 0
            if size and len(bare) < _LONGEST_HEADER and _CALLED.startswith(bare[size : size + len(_CALLED)]):
                return  # a call is addressed before its channel is named
            yield from self._end_role(bare[:size], bare[size:])

    def _reply(self, text: str) -> Iterator[TextPiece | ReasoningPiece]:
        if self._dropping or not text:
            return
        if self._unsure is not None:
            self._unsure.append(text)
            return
        if self._blank:
            # Empty lines separate the reasoning from the reply.
            text = text.lstrip()
        if text:
            self._blank = False
            yield TextPiece(text)


_ENDING = frozenset({MarkKind.TURN_END, MarkKind.ROLE, MarkKind.CHANNEL, MarkKind.CALL})
