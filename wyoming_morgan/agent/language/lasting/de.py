"""How German says that a state is to last for a time."""

from wyoming_morgan.agent.language.lasting.words import LastingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = LastingWords(
    before=r"(?:nur )?(?:für|während)(?: die nächsten?| etwa| ungefähr| nur| weitere)?|die nächsten?",
    bare=True,
    behind=word_set("lang"),
    hours=word_set("stunde stunden std"),
    minutes=word_set("minute minuten min"),
    seconds=word_set("sekunde sekunden sek"),
    opposites=(
        ("ein", "aus"),
        ("an", "aus"),
        ("aus", "ein"),
        ("aus", "an"),
        ("ab", "an"),
        ("ab", "ein"),
        ("öffne", "schließe"),
        ("schließe", "öffne"),
        ("schließ", "öffne"),
        ("schliess", "öffne"),
        ("schliesse", "öffne"),
        ("auf", "zu"),
        ("zu", "auf"),
        ("hoch", "runter"),
        ("runter", "hoch"),
        ("einschalten", "ausschalten"),
        ("anschalten", "ausschalten"),
        ("anmachen", "ausmachen"),
        ("ausschalten", "einschalten"),
        ("ausmachen", "anmachen"),
        ("öffnen", "schließen"),
        ("schließen", "öffnen"),
    ),
    on="schalte {name} ein",
    off="schalte {name} aus",
    open="öffne {name}",
    close="schließe {name}",
    there="in {area}",
    kept=(
        (r"^lass(?:e|t)? (.+) (an|aus)$", r"mach \1 \2"),
        (r"^lass(?:e|t)? (.+) (?:auf|offen)$", r"öffne \1"),
        (r"^lass(?:e|t)? (.+) (?:zu|geschlossen)$", r"schließe \1"),
    ),
    cannot="Das kann ich nach einer Zeit nicht von selbst beenden, also habe ich nichts getan.",
)
