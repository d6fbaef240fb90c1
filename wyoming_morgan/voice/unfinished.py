"""Whether a sentence stops in the middle, whatever it is about.

Recognizers that write free text end what is cut off with a comma, dots or a dash, or with nothing. Then the
last word tells: articles, prepositions and conjunctions end no sentence.
"""

from __future__ import annotations

from collections.abc import Mapping

from wyoming_morgan.engines.contract.languages import primary

_CUT_OFF = (",", ";", ":", "..", "\u2026", "-", "\u2013", "\u2014")
_FINISHED = ("?", "!")
_MARKS = ".,;:\"'()\u2026\u201c\u201d\u2018\u2019\u00ab\u00bb"

_NEVER_LAST: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        ("a an and because but every from if my of or our than the their to whose with your").split()
    ),
    "de": frozenset(
        (
            "aber als beim dass dem der den des die ein eine einem einen einer eines für im ins mein meine "
            "meinem meinen meiner oder ob und vom weil wenn wie zum zur"
        ).split()
    ),
    "fr": frozenset(
        (
            "au aux avec ce ces cette chez dans de des du en et la le les leur leurs ma mes mon notre nos "
            "ou par parce pour que sa ses si son sur ta tes ton un une vos votre"
        ).split()
    ),
    "es": frozenset(
        (
            "a al con de del el en la las los mi mis ni o para pero por porque que si sin su sus tu tus "
            "un una unas unos y"
        ).split()
    ),
    "it": frozenset(
        (
            "a agli ai al alla alle allo con da dal dalla dei del della delle dello di e gli i il in la "
            "le lo ma mio nei nel nella o per perché se su sul sulla tra un una uno"
        ).split()
    ),
    "nl": frozenset(
        ("als de dat een en het hun maar mijn of omdat onze tot uw van voor wanneer zijn").split()
    ),
}
"""Words of a language that no sentence ends with."""


def is_unfinished(text: str, language: str | None) -> bool:
    """Whether a text stops in the middle of a sentence, as far as its end shows.

    Args:
        text: What a recognizer heard.
        language: A BCP 47 tag.
    """
    text = text.strip()
    if not text or text.endswith(_FINISHED):
        return False
    if text.endswith(_CUT_OFF):
        return True
    words = text.split()
    last_words = _NEVER_LAST.get(primary(language), frozenset()) if language else frozenset()
    return len(words) > 1 and words[-1].strip(_MARKS).casefold() in last_words
