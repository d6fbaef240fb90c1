"""The words in which people wrap a question in French."""

from wyoming_morgan.agent.language.asking.words import AskingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = AskingWords(
    lead=(
        r"(?:s'il te plaît,? )?(?:réponds(?:-moi)?|dis[- ](?:moi|nous)|(?:peux-tu|pourrais-tu|"
        r"tu peux|tu pourrais) (?:me |nous )?(?:dire|vérifier|regarder)|sais-tu|tu sais|"
        r"est-ce que tu sais|est-ce qu'|je (?:veux|voudrais|aimerais) savoir|vérifie|"
        r"regarde)(?: s'il te plaît)?"
    ),
    whether=r"si|s'",
    adverbs=(r"actuellement|en ce moment|maintenant|à l'instant|présentement|pour l'instant"),
    verbs=word_set("est sont"),
)
