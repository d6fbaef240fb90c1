"""Tables of sentences, one to a line."""

from __future__ import annotations

from collections.abc import Iterator

SPEAKER_OFF = {
    "en": "turn off the speaker",
    "de": "schalte den Lautsprecher aus",
    "fr": "éteins l'enceinte",
    "es": "apaga el altavoz",
    "it": "spegni la cassa",
    "nl": "zet de luidspreker uit",
}


def lines(table: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for language, text in table.items():
        for line in text.strip().splitlines():
            sentence, _, keys = line.strip().partition(" = ")
            yield language, sentence, keys
