"""How digits in a row are said in Italian."""

from __future__ import annotations

from wyoming_morgan.agent.language.digits.words import DigitWords
from wyoming_morgan.agent.language.words import word_set

WORDS = DigitWords(
    thousand=word_set("mila"),
    joints=word_set("e"),
    repeated=(("doppio", 2), ("doppia", 2), ("triplo", 3), ("tripla", 3), ("quadruplo", 4)),
    hundred=word_set("cento cent"),
    round=(("cent", 100),),
    times=word_set("volte"),
    several=(("zeri", 0),),
)
