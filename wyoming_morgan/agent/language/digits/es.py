"""How digits in a row are said in Spanish."""

from __future__ import annotations

from wyoming_morgan.agent.language.digits.words import DigitWords
from wyoming_morgan.agent.language.words import word_set

WORDS = DigitWords(
    thousand=word_set("mil"),
    joints=word_set("y"),
    repeated=(("doble", 2), ("triple", 3), ("cuádruple", 4)),
    times=word_set("veces"),
    several=(
        ("ceros", 0),
        ("unos", 1),
        ("doses", 2),
        ("treses", 3),
        ("cuatros", 4),
        ("cincos", 5),
        ("seises", 6),
        ("sietes", 7),
        ("ochos", 8),
        ("nueves", 9),
    ),
    round=(("ciento", 100),),
)
