"""How Dutch says that a state is to last for a time."""

from wyoming_morgan.agent.language.lasting.words import LastingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = LastingWords(
    before=r"(?:alleen )?(?:voor|gedurende)(?: de komende| de volgende| ongeveer| nog| maar)?|de komende|nog",
    bare=True,
    clock=r"(?:alleen )?voor(?: ongeveer)?",
    prepositions=word_set("om tot na rond vanaf van elke iedere over op sinds tegen binnen voor morgen"),
    behind=word_set("lang"),
    hours=word_set("uur uren uurtje"),
    minutes=word_set("minuut minuten minuutje minuutjes min"),
    seconds=word_set("seconde seconden sec"),
    opposites=(
        ("aan", "uit"),
        ("in", "uit"),
        ("uit", "aan"),
        ("open", "sluit"),
        ("sluit", "open"),
        ("open", "dicht"),
        ("dicht", "open"),
        ("omhoog", "omlaag"),
        ("omlaag", "omhoog"),
        ("vergrendel", "ontgrendel"),
        ("ontgrendel", "vergrendel"),
        ("inschakelen", "uitschakelen"),
        ("aanzetten", "uitzetten"),
        ("uitzetten", "aanzetten"),
        ("activeer", "deactiveer"),
    ),
    on="zet {name} aan",
    off="zet {name} uit",
    open="open {name}",
    close="sluit {name}",
    there="in {area}",
    kept=(
        (r"^(?:laat|hou|houd) (.+) (aan|uit)(?: ?staan)?$", r"zet \1 \2"),
        (r"^(?:laat|hou|houd) (.+) (?:lopen|draaien)$", r"zet \1 aan"),
        (r"^(?:laat|hou|houd) (.+) open(?: staan)?$", r"open \1"),
        (r"^(?:laat|hou|houd) (.+) dicht$", r"sluit \1"),
    ),
    cannot="Dat kan ik na een tijd niet vanzelf laten ophouden, dus ik heb niets gedaan.",
)
