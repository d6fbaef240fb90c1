"""How digits in a row are said in Dutch."""

from __future__ import annotations

from wyoming_morgan.agent.language.digits.words import DigitWords
from wyoming_morgan.agent.language.words import word_set

WORDS = DigitWords(
    thousand=word_set("duizend"),
    joints=word_set("en"),
    hundred=word_set("honderd"),
    repeated=(
        ("dubbel", 2),
        ("dubbele", 2),
        ("tweemaal", 2),
        ("driedubbel", 3),
        ("driedubbele", 3),
        ("driemaal", 3),
        ("viermaal", 4),
    ),
    times=word_set("keer maal"),
    several=(
        ("nullen", 0),
        ("enen", 1),
        ("tweeën", 2),
        ("drieën", 3),
        ("vieren", 4),
        ("vijven", 5),
        ("zessen", 6),
        ("zevens", 7),
        ("achten", 8),
        ("negens", 9),
    ),
)
