"""The words of a language as they are written in an automaton and in transcripts, to be compared by sound."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from wyoming_morgan.engines.commands.groups import JOINT
from wyoming_morgan.engines.commands.writing import Choices, Unsayable

FREE_TEXT = "*"
"""The word of the automaton that stands for any words, such as an item of a list."""
_FREE_LISTS = frozenset({"message", "search_query", "timer_name", "shopping_list_item", "todo_list_item"})
"""Lists of home-assistant-intents in which anything may be said."""

_BLANK = " "
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "`": "'", "\u00b4": "'"})
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_BETWEEN = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])|(?=[%°&+])|(?<=[%°&+])")
"""Between letters and digits, as in “1h25”, and around signs that are spoken."""
_NOT_SPOKEN = re.compile(r"[^\w'%°&+.]+|_|(?<!\d)\.|\.(?!\d)|(?<!\w)'")
_NOT_WRITTEN = re.compile(r"[^\w'%°&+.-]+|_|(?<!\d)\.|\.(?!\d)|(?<![\w'])-(?!\w)")
_POINT = "."


class SpokenWording:
    """Texts in small letters, with digits, and with no other marks than those that belong to words.

    So a command comes out as its sentence has it: “fait-il”, “Rez-de-chaussée”.
    """

    def text(self, text: str) -> str:
        """Return text; blanks at either end stay."""
        before, after = text[:1].isspace(), text[-1:].isspace()
        words = _BLANK.join(written_words(text))
        if not words:
            return _BLANK if before or after else ""
        return _BLANK * before + words + _BLANK * after

    def name(self, name: str) -> str:
        """Return a name as one word."""
        return JOINT.join(written_words(name))

    def value(self, text: str) -> str:
        """Return a value of a list."""
        return _BLANK.join(written_words(text))

    def numbers(self, numbers: Iterable[float], list_name: str) -> Choices:  # noqa: ARG002 - of the protocol
        """Return the digits of each number; all are as likely."""
        for number in numbers:
            yield f"{number:g}", 1.0

    def free_text(self, list_name: str) -> str:
        """Return the word for any words; not for a place, nor for a command that is to be done later.

        Raises:
            Unsayable: the words of this list are not free.
        """
        if list_name not in _FREE_LISTS:
            raise Unsayable
        return FREE_TEXT


def written_words(text: str) -> list[str]:
    """Return the words of a text in small letters; hyphens and apostrophes stay."""
    return _NOT_WRITTEN.sub(_BLANK, _BETWEEN.sub(_BLANK, _plain(text))).split()


def words_of(text: str) -> list[str]:
    """Return the words that are spoken of a text, in small letters; signs are words of their own."""
    return _NOT_SPOKEN.sub(_BLANK, _BETWEEN.sub(_BLANK, _plain(text))).split()


def joined_words(name: str) -> str:
    """Return a name as a single word, such as `bed_light`."""
    return JOINT.join(words_of(name))


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFC", text.translate(_APOSTROPHES)).lower()
    return _DECIMAL.sub(_POINT, text)


SPOKEN_SIGNS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "%": "percent",
        "°": "degrees",
        "&": "and",
        "+": "plus",
        "h": "hours",
        "min": "minutes",
        "sec": "seconds",
    },
    "de": {
        "%": "Prozent",
        "°": "Grad",
        "&": "und",
        "+": "plus",
        "h": "Stunden",
        "min": "Minuten",
        "sec": "Sekunden",
    },
    "es": {
        "%": "por ciento",
        "°": "grados",
        "&": "y",
        "+": "más",
        "h": "horas",
        "min": "minutos",
        "sec": "segundos",
    },
    "fr": {
        "%": "pour cent",
        "°": "degrés",
        "&": "et",
        "+": "plus",
        "h": "heures",
        "min": "minutes",
        "sec": "secondes",
    },
    "it": {
        "%": "per cento",
        "°": "gradi",
        "&": "e",
        "+": "più",
        "h": "ore",
        "min": "minuti",
        "sec": "secondi",
    },
    "nl": {
        "%": "procent",
        "°": "graden",
        "&": "en",
        "+": "plus",
        "h": "uur",
        "min": "minuten",
        "sec": "seconden",
    },
}
"""How signs and short units are read in a language."""

SPOKEN_ONES: Mapping[str, tuple[str, ...]] = {
    "en": ("one", "a", "an"),
    "de": ("ein", "eine", "einen", "einer"),
    "es": ("uno", "un", "una"),
    "fr": ("un", "une"),
    "it": ("uno", "un", "una"),
    "nl": ("een",),
}
"""How 1 is read before a noun in a language."""
