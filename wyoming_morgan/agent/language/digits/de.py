"""How digits in a row are said in German."""

from __future__ import annotations

from wyoming_morgan.agent.language.digits.words import DigitWords
from wyoming_morgan.agent.language.words import word_set

WORDS = DigitWords(
    thousand=word_set("tausend"),
    joints=word_set("und"),
    hundred=word_set("hundert"),
    repeated=(
        ("doppel", 2),
        ("doppelt", 2),
        ("doppelte", 2),
        ("zweimal", 2),
        ("dreifach", 3),
        ("dreimal", 3),
        ("viermal", 4),
    ),
    times=word_set("mal"),
    several=(
        ("nullen", 0),
        ("einsen", 1),
        ("zweien", 2),
        ("dreien", 3),
        ("vieren", 4),
        ("fünfen", 5),
        ("sechsen", 6),
        ("siebenen", 7),
        ("achten", 8),
        ("neunen", 9),
    ),
    other=(("zwo", 2), ("dreissig", 30)),
    round=(("hundert", 100), ("tausend", 1000)),
)
