"""The words in which people wrap a question in Dutch."""

from wyoming_morgan.agent.language.asking.words import AskingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = AskingWords(
    lead=(
        r"(?:alsjeblieft,? )?(?:beantwoord(?: dit)?|antwoord|zeg (?:me|mij|eens)|vertel (?:me|mij|"
        r"eens)|(?:kun|kan|zou) (?:je|jij|u) (?:me |mij )?(?:zeggen|vertellen|nakijken|checken|"
        r"kunnen zeggen|kunnen vertellen)|weet je|weet jij|ik (?:wil|zou graag|"
        r"wil graag)(?: willen)? weten|kijk(?: eens)?(?: na)?|controleer)(?: alsjeblieft)?"
    ),
    whether=r"of",
    adverbs=(r"momenteel|op dit moment|op het moment|nu|thans|eigenlijk"),
    verbs=word_set("is zijn staat staan regent sneeuwt wordt gaat"),
)
