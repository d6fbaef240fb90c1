"""What may be spoken of a reply to an order that no tool has carried out.

Not what sounds true, but what cannot be untrue: why it was not done, and questions back. Everything else is
replaced, whatever its words.
"""

from __future__ import annotations

import re

from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.questions import asks_speaker

_SENTENCE = re.compile(r"[^.!?…。\n]*+[.!?…。\n]*+\s*+")
_LEAD_WORDS = 2
_LONGEST = 4000


def honest_part(text: str, cues: Cues) -> str:
    """Return the part of a reply that is honest although nothing was done; empty if nothing is."""
    if len(text) > _LONGEST:
        return ""
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    if asks_speaker(plain, cues):
        sentences = [sentence[0] for sentence in _SENTENCE.finditer(text) if sentence[0].strip()]
        question = sentences[-1]
        if cues.holds("claim", question.rpartition(",")[0]):
            return ""
        return text if all(_is_honest(sentence, cues) for sentence in sentences[:-1]) else question
    declines = cues.holds("declines", plain) and not cues.holds("claim", plain)
    return text if declines else ""


def _is_honest(sentence: str, cues: Cues) -> bool:
    """Whether a sentence before a question says why nothing was done, asks itself, or is a mere “OK”."""
    plain = sentence.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").strip()
    if cues.holds("claim", plain):
        return False
    if plain.endswith("?") or cues.holds("declines", plain):
        return True
    return len(plain.split()) <= _LEAD_WORDS and not cues.holds("done", plain)


def statements(text: str, cues: Cues) -> str:
    """Return a text without the question to the speaker at its end."""
    if not text.rstrip().endswith("?") or not asks_speaker(text, cues):
        return text
    bare = text.rstrip()[:-1]
    end = max(bare.rfind(sign) for sign in ".!?…。\n")
    return bare[: end + 1]
