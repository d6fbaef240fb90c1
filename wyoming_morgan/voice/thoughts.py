"""Leaves out what a language model thinks before it answers, where the thought stands in the text itself."""

from __future__ import annotations

import re

_NAMES = r"think|thinking|thought|thoughts|reasoning|reflection"
_BEGINNING = re.compile(rf"[<\[◁](?:{_NAMES})[>\]▷]", re.IGNORECASE)
_END = re.compile(rf"[<\[◁]/(?:{_NAMES})[>\]▷]", re.IGNORECASE)
_OPENED = re.compile(r"[<\[◁][A-Za-z]{0,10}\Z")
_LONGEST_MARK = max(map(len, _NAMES.split("|"))) + len("</>")


class Thoughts:
    """Removes thoughts from a stream of text; one without an end lasts until the text ends."""

    def __init__(self) -> None:
        self._held = ""
        self._within = False

    def feed(self, text: str) -> str:
        """Take more text; return what is certainly said, not thought."""
        return self._read(text, final=False)

    def flush(self) -> str:
        """Return the rest."""
        return self._read("", final=True)

    def _read(self, text: str, *, final: bool) -> str:
        text, self._held = self._held + text, ""
        said: list[str] = []
        start = 0
        while True:
            if self._within:
                end = _END.search(text, start)
                if end is None:
                    self._held = text[max(start, len(text) - _LONGEST_MARK) :]
                    return "".join(said)
                start, self._within = end.end(), False
                said.append(" ")
            beginning = _BEGINNING.search(text, start)
            if beginning is None:
                certain = len(text) if final else _certain(text, start)
                self._held = text[certain:]
                return "".join([*said, text[start:certain]])
            said.append(text[start : beginning.start()])
            start, self._within = beginning.end(), True


def _certain(text: str, start: int) -> int:
    """Return where a mark may begin that is not complete yet, else the end."""
    opened = _OPENED.search(text, max(start, len(text) - _LONGEST_MARK))
    return opened.start() if opened else len(text)
