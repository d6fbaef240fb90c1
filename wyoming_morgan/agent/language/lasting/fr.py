"""How French says that a state is to last for a time."""

from wyoming_morgan.agent.language.lasting.words import LastingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = LastingWords(
    before=r"(?:seulement )?(?:pendant|pour|durant)(?: les| environ| encore| seulement)?",
    bare=True,
    clock=r"(?:seulement )?pour(?: les| environ)?|",
    prepositions=word_set(
        "à a vers dès avant après jusqu'à jusque de depuis dans toutes les chaque par au y"
    ),
    behind=word_set("durant"),
    between=word_set("prochaines"),
    hours=word_set("heure heures h"),
    minutes=word_set("minute minutes min"),
    seconds=word_set("seconde secondes sec"),
    opposites=(
        ("allume", "éteins"),
        ("allumes", "éteins"),
        ("allumez", "éteignez"),
        ("allumer", "éteindre"),
        ("éteins", "allume"),
        ("éteignez", "allumez"),
        ("éteindre", "allumer"),
        ("ouvre", "ferme"),
        ("ouvrez", "fermez"),
        ("ouvrir", "fermer"),
        ("ferme", "ouvre"),
        ("fermez", "ouvrez"),
        ("fermer", "ouvrir"),
        ("démarre", "arrête"),
        ("lance", "arrête"),
        ("active", "désactive"),
        ("désactive", "active"),
        ("verrouille", "déverrouille"),
        ("déverrouille", "verrouille"),
    ),
    on="allume {name}",
    off="éteins {name}",
    open="ouvre {name}",
    close="ferme {name}",
    there="dans {area}",
    kept=(
        (r"^laisse(?:z|s)? (.+) allumée?s?$", r"allume \1"),
        (r"^laisse(?:z|s)? (.+) éteinte?s?$", r"éteins \1"),
        (r"^laisse(?:z|s)? (.+) ouverte?s?$", r"ouvre \1"),
        (r"^laisse(?:z|s)? (.+) fermée?s?$", r"ferme \1"),
    ),
    cannot="Je ne peux pas y mettre fin de moi-même au bout d'un temps, je n'ai donc rien fait.",
)
