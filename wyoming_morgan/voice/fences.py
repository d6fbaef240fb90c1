"""What stands between the fences of Markdown: code, or prose that a model has put there."""

from __future__ import annotations

import re

_LONGEST = 20_000
"""Characters of one block that are kept to be spoken."""
_PROSE_NAMES = frozenset({"", "text", "txt", "plain", "plaintext", "markdown", "md", "quote", "none"})
_CODE = re.compile(r"[{}=;$\\]|</|\w\(|\w\.\w+\.\w|\s--?[a-z]|^\s*(?:[#/]{1,2}[!/]|@\w)")
_WORD = re.compile(r"[^\W\d_]{2,}")


class FencedBlock:
    """One block, line by line; `name` is what the fence says of it, as in ```` ```python ````."""

    def __init__(self, name: str) -> None:
        self._name = name.strip().lower()
        self._parts: list[str] = []
        self._characters = 0

    def add(self, text: str) -> None:
        """Keep more of the block, as far as there is room."""
        text = text[: _LONGEST - self._characters]
        self._characters += len(text)
        self._parts.append(text)

    @property
    def text(self) -> str:
        """What was kept."""
        return "".join(self._parts)

    @property
    def is_prose(self) -> bool:
        """Whether it is to be spoken: its fence names no language, and most of its lines are words."""
        if self._name not in _PROSE_NAMES:
            return False
        lines = [line for line in self.text.splitlines() if line.strip()]
        prose = sum(len(_WORD.findall(line)) > 1 and not _CODE.search(line) for line in lines)
        return 2 * prose > len(lines)
