"""The words in which people wrap a question in Italian."""

from wyoming_morgan.agent.language.asking.words import AskingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = AskingWords(
    lead=(
        r"(?:per favore,? )?(?:rispondi(?:mi)?|dimmi|dicci|(?:puoi|potresti|mi puoi|"
        r"mi potresti) (?:dir(?:mi|ci|e)|controllare|verificare|guardare)|sai(?: dirmi)?|"
        r"vorrei sapere|voglio sapere|controlla|verifica|guarda)(?: per favore)?"
    ),
    whether=r"se",
    adverbs=(r"attualmente|in questo momento|al momento|adesso|ora"),
    verbs=word_set("è sono"),
)
