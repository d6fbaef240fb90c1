"""The words in which people wrap a question in German."""

from wyoming_morgan.agent.language.asking.words import AskingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = AskingWords(
    lead=(
        r"(?:bitte )?(?:beantworte(?: mir)?(?: bitte)?(?: diese frage)?|antworte(?: mir)?|"
        r"sag(?:e)?(?: mir| uns)?(?: bitte| mal)?|(?:kannst|könntest) du (?:mir |"
        r"uns )?(?:bitte )?(?:sagen|verraten|nachsehen|prüfen|schauen)|weißt du(?: vielleicht)?|"
        r"ich (?:möchte|will|würde gern|würde gerne|wüsste gern|wüsste gerne)(?: wissen)?|"
        r"schau(?: mal)?(?: nach)?|prüf(?:e)?|verrat(?:e)? mir)(?: bitte)?"
    ),
    whether=r"ob",
    adverbs=(
        r"momentan|zurzeit|zur Zeit|derzeit|gerade|im Moment|im Augenblick|aktuell|eigentlich|"
        r"jetzt gerade"
    ),
    verbs=word_set("ist sind steht stehen hat wird regnet schneit gibt brennt läuft"),
)
