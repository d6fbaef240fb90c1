"""Finds out whether free text may be a title: what is played is any text, and so is most talk.

“Play it by ear”, “pon la mesa” and “wir wollten draußen spielen” fit the same sentences as “play jazz”, “pon
a Shakira” and “Diese Drombuschs abspielen”. No list of titles is needed to tell them apart: titles are named
or written large, and talk goes on with how, where and with whom.
"""

from __future__ import annotations

import re
from enum import Enum

from hassil import RecognizeResult
from hassil.models import MatchEntity

from wyoming_morgan.agent.language.free_text.words import GENRES, FreeTextWords
from wyoming_morgan.agent.language.language import Language

SEARCH = "search_query"

_WORD = re.compile(r"\d+[.,]\d+|[^\W_]+")
_LONGEST = 7
"""Words of a title that is not plainly one."""
_BEFORE_MEDIA = 4
"""Words among which the kind of what is played comes: “the last song of …”."""
_FEW = 2
"""Words of a title that is written small where everything is."""


class Title(Enum):
    """Whether a text is one that can be played."""

    SURE = "sure"
    UNSURE = "unsure"
    NONE = "none"


def title_in(result: RecognizeResult, language: Language) -> Title:
    """Tell whether the free text of a search for music is a title; a match without such text is sure."""
    entity = result.entities.get(SEARCH)
    words = language.free_text
    if entity is None or not words.plays or "media_class" in result.entities:
        return Title.SURE
    written = _WORD.findall(entity.text)
    said = [word.casefold() for word in _WORD.findall(result.original_text)]
    if not words.plays.isdisjoint(said[:2]):
        return _played(written, words)
    if entity.text_span is not None and not entity.text_span[0]:
        return _before_the_verb(written, said, words, language)
    return _put(written, entity, result, language)


def _played(written: list[str], words: FreeTextWords) -> Title:
    """Tell it of what was said behind a verb such as “play”, which children do, too."""
    first = next((word for word in written if word not in words.for_us), "")
    is_talk = first in words.openings or not words.games.isdisjoint(written)
    if not is_talk or _is_media(written, words):
        return Title.SURE
    return _unsure(written)


def _before_the_verb(written: list[str], said: list[str], words: FreeTextWords, language: Language) -> Title:
    """Tell it of what was said before a verb at the end, where the first letter is large in any case."""
    folded = [word.casefold() for word in written]
    if not words.modals.isdisjoint(said):
        return Title.NONE
    if folded and folded[0] in words.openings:
        return Title.UNSURE if _is_media(written, words) else Title.NONE
    articles = language.words.articles | words.some
    is_thing = len(folded) == _FEW and folded[0] in articles and not _is_media(written, words)
    return Title.UNSURE if is_thing or not words.games.isdisjoint(written) else Title.SURE


def _put(written: list[str], entity: MatchEntity, result: RecognizeResult, language: Language) -> Title:
    """Tell it of what was said behind a verb that means more than music, such as “put” and “listen”."""
    words = language.free_text
    is_media = _is_media(written, words)
    rest = written[1:] if written[0] in words.for_us else written
    if rest and rest[0] in words.openings:
        return Title.UNSURE if is_media else Title.NONE
    if is_media or "name" in result.entities:
        return Title.SURE
    ignored = language.words.articles | language.naming.elided | words.some
    bare = [word for word in rest if word.casefold() not in ignored]
    is_small = result.original_text.islower()
    if any(word[:1].isupper() for word in (rest[:1] + bare[:1])):
        return Title.SURE
    if is_small and len(rest) <= _FEW and len(bare) == len(rest) and entity.text.strip():
        return Title.SURE
    return _unsure(written)


def _is_media(written: list[str], words: FreeTextWords) -> bool:
    return any(word.casefold() in words.media | GENRES for word in written[:_BEFORE_MEDIA])


def _unsure(written: list[str]) -> Title:
    return Title.UNSURE if len(written) <= _LONGEST else Title.NONE
