"""Keeps the blanks of templates out of what is spoken: “<function-name>”, “{{ value }}”, “[tool name]”.

Small models recite how a call looks when they do not know what to say. Tags of markup and what stands in a
block of code are words of an answer, and stay.
"""

from __future__ import annotations

import re

_FENCE = "```"
_OPENING = re.compile(r"[<{\[`]")
_BLANK = re.compile(
    r"<(?P<angle>[^\W\d_][\w -]{0,40}[^\W_]|[^\W\d_])>"
    r"|(?P<double>\{\{ ?)?(?(double)|\{)(?P<curly>[^\W\d_][\w -]{0,40})(?(double) ?\}\}|\})"
    r"|\[(?P<square>[^\W\d_][\w -]{0,40})\]"
)
_BEGUN = re.compile(r"(?:<|\{\{? ?|\[)(?:[^\W\d_][\w -]{0,41}\}?)?")
_ENDS = re.compile(r"[.!?\u2026\u3002]|(?=\n)")
_WORD = re.compile(r"[^\W\d_]+")
_OF_A_CALL = frozenset(
    "function functions tool tools argument arguments args parameter parameters params json api intent "
    "entity method methodname".split()
)
"""Words of what a call is made of."""
_SINGLE = frozenset("name value device room entity item number domain".split())
_TAGS = frozenset(
    "audio button details dialog form iframe img input option script select textarea video".split()
)
"""Tags of markup that may have a word behind them: “<input disabled>”."""
_ABOUT_MARKUP = re.compile(
    r"[<>{}]|\b(?:html|xml|svg|json|yaml|css|markdown|jinja|code|códigos?|codice|quelltext|program\w*|placeholder\w*|"
    r"platzhalter|template\w*|vorlage\w*|mod[eè]l[eo]s?|plantillas?|modell[oi]|sjablo\w+|tags?|balises?|etiquetas?)\b",
    re.IGNORECASE,
)


class PlaceholderFilter:
    """Ends a sentence where it has a blank. Only what may become one is held back."""

    def __init__(self, said: str = "") -> None:
        """Prepare for one reply; to somebody who speaks of markup or templates, blanks are an answer."""
        self._spoken = bool(_ABOUT_MARKUP.search(said))
        self._held = ""
        self._in_code = False
        self._dropping = False

    def feed(self, piece: str) -> str:
        """Take a piece of text; return what of it is speech."""
        if self._spoken:
            return piece
        text, self._held = self._held + piece, ""
        return "".join(self._pieces(text, whole=False))

    def end(self) -> str:
        """Return what was held back and is speech."""
        text, self._held = self._held, ""
        return "".join(self._pieces(text, whole=True))

    def _pieces(self, text: str, *, whole: bool) -> list[str]:
        spoken: list[str] = []
        place = 0
        while place < len(text):
            sign = _OPENING.search(text, place)
            start = len(text) if sign is None else sign.start()
            spoken.append(self._speech(text[place:start]))
            if sign is None:
                break
            place = self._at(text, start, spoken, whole=whole)
        return spoken

    def _at(self, text: str, start: int, spoken: list[str], *, whole: bool) -> int:
        """Take what begins at a sign, and return where it ends."""
        rest = text[start:]
        if rest.startswith(_FENCE):
            self._in_code = not self._in_code
            self._dropping = False
            spoken.append(_FENCE)
            return start + len(_FENCE)
        if not whole and (rest in _FENCE or (not self._in_code and _BEGUN.fullmatch(rest))):
            self._held = rest
            return len(text)
        blank = None if self._in_code else _BLANK.match(text, start)
        if blank is not None and _is_blank(blank):
            self._dropping = True
            return blank.end()
        spoken.append(self._speech(text[start]))
        return start + 1

    def _speech(self, text: str) -> str:
        if not self._dropping:
            return text
        end = _ENDS.search(text)
        if end is None:
            return ""
        self._dropping = False
        return text[end.end() :]


def _is_blank(blank: re.Match[str]) -> bool:
    angle, curly, square = blank["angle"], blank["curly"], blank["square"]
    words = [word.casefold() for word in _WORD.findall(angle or curly or square)]
    if square:
        return not _OF_A_CALL.isdisjoint(words)
    if len(words) == 1:
        return words[0] in _SINGLE or words[0] in _OF_A_CALL or blank["double"] is not None
    if curly:
        return "_" in curly or not _OF_A_CALL.isdisjoint(words) or blank["double"] is not None
    return words[0] not in _TAGS
