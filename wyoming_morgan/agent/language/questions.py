"""Finds out whether a reply ends with a question that waits for the speaker's answer."""

from __future__ import annotations

import re

from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.text import QUESTION_MARKS

_GREEK = (";", "\N{GREEK QUESTION MARK}")
_SENTENCE_END = re.compile(r"[.!?…。]\s+|\n")
_QUOTES = re.compile(r"[\"\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a\u300c\u300d]")
_OPENING = re.compile(r"(?<!\w)['\u2018\u201a]")
_LONGEST = 400
"""Characters at the end of a reply in which its last sentence is sought."""


def asks_speaker(text: str, cues: Cues) -> bool:
    """Whether the last sentence of a reply is a question to the speaker.

    Not one are a question in quotes or after a colon, whose asker is somebody else, “isn't it?” after a
    statement, and the offer of more help that many models end with.
    """
    end = text.rstrip()[-_LONGEST:]
    if not end.endswith((*QUESTION_MARKS, *_GREEK)):
        return False
    sentence = _SENTENCE_END.split(end)[-1].strip()
    if (
        _QUOTES.search(sentence)
        or ": " in sentence
        or len(_QUOTES.findall(end)) % 2
        or _OPENING.search(sentence)
    ):
        return False
    return not cues.holds("closing", sentence)
