"""How digits in a row are said in English."""

from __future__ import annotations

from wyoming_morgan.agent.language.digits.words import DigitWords
from wyoming_morgan.agent.language.words import word_set

WORDS = DigitWords(
    thousand=word_set("thousand"),
    joints=word_set("and"),
    hundred=word_set("hundred"),
    repeated=(("double", 2), ("twice", 2), ("triple", 3), ("treble", 3), ("thrice", 3), ("quadruple", 4)),
    times=word_set("times"),
    several=(
        ("zeros", 0),
        ("zeroes", 0),
        ("ohs", 0),
        ("ones", 1),
        ("twos", 2),
        ("threes", 3),
        ("fours", 4),
        ("fives", 5),
        ("sixes", 6),
        ("sevens", 7),
        ("eights", 8),
        ("nines", 9),
    ),
    other=(("oh", 0), ("o", 0), ("nil", 0), ("nought", 0)),
    round=(("hundred", 100), ("thousand", 1000)),
)
