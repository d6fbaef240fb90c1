"""How Italian says that a state is to last for a time."""

from wyoming_morgan.agent.language.lasting.words import LastingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = LastingWords(
    before=r"(?:solo |soltanto )?(?:per|durante)(?: le| i| gli| circa| solo| altr[ie])?(?: prossim[ie])?",
    bare=True,
    prepositions=word_set("a alle le ore entro fino da dalle di ogni tra fra dopo prima verso in per"),
    hours=word_set("ora ore h"),
    minutes=word_set("minuto minuti min"),
    seconds=word_set("secondo secondi sec"),
    opposites=(
        ("accendi", "spegni"),
        ("accendere", "spegnere"),
        ("accenda", "spenga"),
        ("spegni", "accendi"),
        ("spegnere", "accendere"),
        ("apri", "chiudi"),
        ("aprire", "chiudere"),
        ("chiudi", "apri"),
        ("chiudere", "aprire"),
        ("attiva", "disattiva"),
        ("disattiva", "attiva"),
        ("blocca", "sblocca"),
        ("sblocca", "blocca"),
        ("alza", "abbassa"),
        ("abbassa", "alza"),
    ),
    on="accendi {name}",
    off="spegni {name}",
    open="apri {name}",
    close="chiudi {name}",
    there="in {area}",
    kept=(
        (r"^(?:lascia|tieni) (?:(.+) acces[oaie]|acces[oaie] (.+))$", r"accendi \1\2"),
        (r"^(?:lascia|tieni) (?:(.+) spent[oaie]|spent[oaie] (.+))$", r"spegni \1\2"),
        (r"^(?:lascia|tieni) (?:(.+) apert[oaie]|apert[oaie] (.+))$", r"apri \1\2"),
        (r"^(?:lascia|tieni) (?:(.+) chius[oaie]|chius[oaie] (.+))$", r"chiudi \1\2"),
    ),
    cannot="Non posso farlo finire da solo dopo un certo tempo, quindi non ho fatto niente.",
)
