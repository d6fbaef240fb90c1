"""How digits in a row are said in French."""

from __future__ import annotations

from wyoming_morgan.agent.language.digits.words import DigitWords
from wyoming_morgan.agent.language.words import word_set

WORDS = DigitWords(
    thousand=word_set("mille"),
    joints=word_set("et"),
    repeated=(("double", 2), ("triple", 3), ("quadruple", 4)),
    hundred=word_set("cent cents"),
    times=word_set("fois"),
    several=(("zéros", 0),),
    other=(("quatrevingt", 80), ("septante", 70), ("huitante", 80), ("octante", 80), ("nonante", 90)),
    round=(("cents", 100),),
)
