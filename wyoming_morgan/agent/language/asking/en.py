"""The words in which people wrap a question in English."""

from wyoming_morgan.agent.language.asking.words import AskingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = AskingWords(
    lead=(
        r"(?:please )?(?:answer(?: me)?(?: this)?|tell (?:me|us)|(?:can|could|would|"
        r"will) you (?:please )?(?:tell|say|check|find out|see|let me know)(?: to)?(?: me| us)?|"
        r"do you (?:happen to )?know|i(?:'d| would) like to know|i(?:'d| would)? (?:want|need|"
        r"like) to (?:know|find out)|let me know|check|find out|say|any idea|"
        r"(?:please )?answer this question|i wonder(?:ed)?|i(?: was| am|'m) wondering|"
        r"would you know)(?: please)?"
    ),
    whether=r"if|whether",
    adverbs=(
        r"currently|right now|at the moment|at present|presently|just now|at this moment|"
        r"as of now|actually"
    ),
    verbs=word_set("is are was were will"),
)
