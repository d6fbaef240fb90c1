"""The words in which people wrap a question in Spanish."""

from wyoming_morgan.agent.language.asking.words import AskingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = AskingWords(
    lead=(
        r"(?:por favor,? )?(?:responde(?:me)?|respóndeme|dime|dinos|(?:puedes|podrías|me puedes|"
        r"me podrías) (?:decir(?:me|nos)?|comprobar|mirar)|sabes|quiero saber|quisiera saber|"
        r"me gustaría saber|comprueba|mira)(?: por favor)?"
    ),
    whether=r"si",
    adverbs=(r"actualmente|ahora mismo|en este momento|ahora|de momento"),
    verbs=word_set("está están es son hay"),
)
