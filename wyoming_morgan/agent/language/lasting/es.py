"""How Spanish says that a state is to last for a time."""

from wyoming_morgan.agent.language.lasting.words import LastingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = LastingWords(
    before=r"(?:solo |sólo )?(?:durante|por)(?: unas| unos| solo)?(?: l[oa]s próxim[oa]s)?",
    bare=True,
    prepositions=word_set("a las los en hasta para antes de desde cada hace tras sobre"),
    between=word_set("próximos próximas"),
    hours=word_set("hora horas h"),
    minutes=word_set("minuto minutos min"),
    seconds=word_set("segundo segundos seg"),
    opposites=(
        ("enciende", "apaga"),
        ("encender", "apagar"),
        ("encienda", "apague"),
        ("prende", "apaga"),
        ("apaga", "enciende"),
        ("apagar", "encender"),
        ("abre", "cierra"),
        ("abrir", "cerrar"),
        ("cierra", "abre"),
        ("cerrar", "abrir"),
        ("activa", "desactiva"),
        ("desactiva", "activa"),
        ("conecta", "desconecta"),
        ("bloquea", "desbloquea"),
        ("desbloquea", "bloquea"),
        ("sube", "baja"),
        ("baja", "sube"),
    ),
    on="enciende {name}",
    off="apaga {name}",
    open="abre {name}",
    close="cierra {name}",
    there="en {area}",
    kept=(
        (r"^(?:deja|mantén) (?:(.+) encendid[oa]s?|encendid[oa]s? (.+))$", r"enciende \1\2"),
        (r"^(?:deja|mantén) (?:(.+) apagad[oa]s?|apagad[oa]s? (.+))$", r"apaga \1\2"),
        (r"^(?:deja|mantén) (?:(.+) abiert[oa]s?|abiert[oa]s? (.+))$", r"abre \1\2"),
        (r"^(?:deja|mantén) (?:(.+) cerrad[oa]s?|cerrad[oa]s? (.+))$", r"cierra \1\2"),
    ),
    cannot="No puedo ponerle fin por mí mismo al cabo de un tiempo, así que no he hecho nada.",
)
