"""Finds the wake word that a client means, however it writes its name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from wyoming_morgan.engines.contract.wake import WakeWord

_FILE_ENDING = re.compile(r"\.(?:tflite|onnx|json)\Z")
_VERSION = re.compile(r"(?<![^\W_])v[0-9]+(?:[._][0-9]+)*+\Z")
_SHORT_OKAY = re.compile(r"\Aok(?!ay)")


def meant_words(names: Iterable[str], words: Sequence[WakeWord]) -> dict[str, str]:
    """Return the word that each name means, by the name; a name that no word has is left out.

    Case, blanks, dashes, accents, versions and endings of files make no other name, and `ok` is `okay`. A
    word may also be named by its phrase. Where several words differ in these only, the first one counts.
    """
    own = {word.name: word.name for word in words}
    written = {_plain(text): word.name for word in reversed(words) for text in (word.phrase, word.name)}
    written.pop("", None)
    meant = {name: own.get(name) or written.get(_plain(name)) for name in names}
    return {name: word for name, word in meant.items() if word is not None}


def _plain(name: str) -> str:
    text = unicodedata.normalize("NFKD", name).casefold().strip()
    text = _VERSION.sub("", _FILE_ENDING.sub("", text))
    return _SHORT_OKAY.sub("okay", "".join(character for character in text if character.isalnum()))
