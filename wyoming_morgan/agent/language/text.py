"""Cleans typed or transcribed text before it is understood."""

from __future__ import annotations

import re
import unicodedata

from wyoming_morgan.agent.language.words import Words

_ARTIFACT = re.compile(
    r"<\|[^|<>]{1,40}\|>|\[[^\[\]]{1,40}\]|\((?:music|applause|laughter|silence|noise)\)", re.IGNORECASE
)
"""What recognizers write for sounds other than speech: `<|endoftext|>`, `[BLANK_AUDIO]`, `(music)`."""

QUESTION_MARKS = ("?", "\N{FULLWIDTH QUESTION MARK}", "\N{ARABIC QUESTION MARK}")

_CREDITS = re.compile(
    r"(?:untertitel(?:ung)?|sous-titr\w{1,6}|subt[ií]tulos|sottotitoli|ondertitel\w{1,4}|subtitles)"
    r"(?: [^\W\d_]{1,20}){0,4} (?:amara\.org|von|der|des|par|por|de la|by|door|a cura|qtss)\b[^?]{0,60}$"
    r"|(?:thanks|thank you) for watching\W{0,3}$|vielen dank (?:für'?s|fürs) zuschauen\W{0,3}$"
    r"|merci d'avoir regardé[^.!?]{0,30}\W{0,3}$|gracias por ver el v[ií]deo\W{0,3}$"
    r"|grazie per la visione\W{0,3}$|bedankt voor het kijken\W{0,3}$",
    re.IGNORECASE,
)
"""What Whisper writes at the end, out of the films that it has learned from."""

_POINT = re.compile(r"(?<![^\s])\.(?=\d)")
"""“.5”."""

_SPOKEN_MARKS = frozenset("%°'+-#$€£&@()")
"""Marks at the ends of a sentence that may be spoken."""


def clean(text: str, words: Words) -> str:
    """Return the text on one line, without artifacts, control characters and punctuation at its ends.

    A final question mark is kept.
    """
    text = _ARTIFACT.sub(" ", unicodedata.normalize("NFC", text))
    text = "".join(" " if unicodedata.category(letter) in {"Cc", "Zl", "Zp"} else letter for letter in text)
    text = _CREDITS.sub("", _POINT.sub("0.", " ".join(text.split())).removeprefix("- "))
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        start += 1
    while end > start and _is_edge(text[end - 1]) and text[end - 1] not in QUESTION_MARKS:
        end -= 1
    text = text[start:end]
    for spoken, written in words.spellings:
        text = _respelled(text, spoken, written, words)
    return text


def _respelled(text: str, spoken: str, written: str, words: Words) -> str:
    """Write what was said in another way; but “five and a half hours” is no “five and 30 minutes”."""

    def write(said: re.Match[str]) -> str:
        before = text[: said.start()].casefold().split()
        return said[0] if " " in spoken and not words.joining.isdisjoint(before[-1:]) else written

    return re.sub(rf"(?<!\w){re.escape(spoken)}(?!\w)", write, text, flags=re.IGNORECASE)


def _is_edge(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "PSZ" and letter not in _SPOKEN_MARKS
