"""How words are pronounced: from the dictionary in pocketsphinx's wheel, else from their letters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import islice, product
from pathlib import Path

from wyoming_morgan.engines.stt.pocketsphinx.letters import Letters
from wyoming_morgan.engines.stt.pocketsphinx.numerals import MARK
from wyoming_morgan.engines.stt.pocketsphinx.spelling import JOINT

_MOST_VARIANTS = 6
"""Pronunciations of one name; more cost time and gain little."""
_ACRONYM = re.compile(r"[A-Z]{2,4}")
_VARIANT = re.compile(r"\(\d+\)$")


def pronounce(
    words: Collection[str], names: Collection[str], dictionary: Path, letters: Letters
) -> Iterator[tuple[str, str]]:
    """Return each word with each of its pronunciations, in the phones of CMU's dictionary (ARPAbet).

    `words` are the decoder's: joined names, marked numbers. Words of two to four capitals in `names`
    (“LED”) may also be spelled out.
    """
    acronyms = {acronym.lower() for name in names for acronym in _ACRONYM.findall(name)}
    parts = {part for word in words for part in _parts(word)}
    phones = _look_up(dictionary, parts | set("abcdefghijklmnopqrstuvwxyz"))
    for part in sorted(parts):
        if part not in phones:
            phones[part] = [letters.phones(part)]
        if part in acronyms and not part.isspace():
            phones[part].append(" ".join(phones[letter][0] for letter in part))
    for word in sorted(words):
        ways = product(*(dict.fromkeys(phones[part]) for part in _parts(word)))
        for way in islice(ways, _MOST_VARIANTS):
            yield word, " ".join(way)


def dictionary_lines(pronunciations: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Return the lines of a dictionary for pocketsphinx: further ways of a word are `word(2)` and so on."""
    seen: dict[str, int] = {}
    for word, phones in pronunciations:
        seen[word] = number = seen.get(word, 0) + 1
        yield f"{word} {phones}\n" if number == 1 else f"{word}({number}) {phones}\n"


def _parts(word: str) -> list[str]:
    return word.removeprefix(MARK).split(JOINT)


def _look_up(dictionary: Path, words: Collection[str]) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    with dictionary.open(encoding="utf-8") as lines:
        for line in lines:
            entry, _, phones = line.partition(" ")
            word = _VARIANT.sub("", entry)
            if word in words:
                entries.setdefault(word, []).append(phones.strip())
    return entries
