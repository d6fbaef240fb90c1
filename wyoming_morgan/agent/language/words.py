"""The agent's own words, by language: what Home Assistant's sentences leave to those who use them.

A language without an entry gets `NO_WORDS`: its sentences are understood all the same, only several commands
in one request are not, and the two replies are English.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    understood: str = "I understood “{text}”, but no home is connected to me here."
    """The reply to a command that somebody else has to carry out."""
    which_room: str = "In which room?"
    """The reply to a command that needs a room when none is known."""
    joining: frozenset[str] = frozenset()
    """What joins two commands."""
    articles: frozenset[str] = frozenset()
    """What may stand before a name and is no part of it."""
    never_named: frozenset[str] = frozenset()
    """What is in no name: pronouns, question words, auxiliaries. Keeps talk from being taken for a name."""
    floors: tuple[str, ...] = ()
    """What storeys are commonly called."""
    spellings: tuple[tuple[str, str], ...] = ()
    """Spellings that the sentences do not have, and those they have."""

    @property
    def guarded(self) -> bool:
        """Whether talk can be told from names in this language."""
        return bool(self.never_named)


NO_WORDS = Words()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WORDS: dict[str, Words] = {
    "de": Words(
        understood="„{text}“ habe ich verstanden, aber mit mir ist hier kein Zuhause verbunden.",
        which_room="In welchem Raum?",
        joining=_set("und"),
        articles=_set("der die das den dem des mein meine meinen meinem unser unsere unseren"),
        never_named=_set(
            """
            ich du er sie es wir ihr mich dich sich uns euch mir dir ihm ihn ihnen wer was
            wann wo warum wieso wie welche welcher welches welchen ist sind bin bist war
            waren hat habe hast haben wird werden kann kannst können soll sollte muss darf
            ein eine einen einem und oder aber wenn weil dass nicht kein keine alle alles
            jede jeder jedes jetzt bitte hier dort der die das den dem mal bei gerade heute
            morgen
            """
        ),
        floors=(
            "Erdgeschoss",
            "Obergeschoss",
            "Dachgeschoss",
            "Untergeschoss",
            "ersten Stock",
            "zweiten Stock",
        ),
    ),
    "en": Words(
        joining=_set("and then"),
        articles=_set("the my our"),
        never_named=_set(
            """
            i i'm i've i'll you you're your he he's she she's it it's its we we're they
            they're me him her us them his their this that that's these those what what's
            who who's whom whose which when where where's why how how's is are am was were
            be been being isn't aren't wasn't do does did don't didn't doesn't have has had
            will would won't can can't could should shouldn't may might must shall let let's
            get got go going a an the my our and or but if because so not no never all every
            everything everyone everybody anyone anything something someone somebody nothing
            any some now then here there please about for from with without of to into by as
            than too very just like on off at in out up down yourself myself tomorrow today
            tonight yesterday sometimes always
            """
        ),
        floors=(
            "upstairs",
            "downstairs",
            "ground floor",
            "first floor",
            "second floor",
            "third floor",
            "top floor",
        ),
        spellings=(("color", "color"), ("per cent", "percent")),
    ),
    "es": Words(
        understood="He entendido «{text}», pero aquí no tengo ninguna casa conectada.",
        which_room="¿En qué habitación?",
        joining=_set("y luego"),
        articles=_set("el la los las mi mis nuestro nuestra"),
        never_named=_set(
            """
            yo tú tu él ella usted nosotros ellos ellas me te se nos os qué que quién quien
            cuándo cuando dónde donde cómo como cuál cuánto por porque es son está están
            estoy era fue ser hay ha he has han puedo puede puedes debo un una unos unas y o
            pero si no nunca todo toda todos todas cada ahora aquí allí favor esto eso esta
            este
            """
        ),
        floors=("planta baja", "planta alta", "primera planta", "segunda planta"),
    ),
    "fr": Words(
        understood="J'ai compris « {text} », mais aucune maison n'est reliée à moi ici.",
        which_room="Dans quelle pièce ?",
        joining=_set("et puis"),
        articles=_set("le la les l' mon ma mes notre nos"),
        never_named=_set(
            """
            je j'ai tu il elle on nous vous ils elles me te se moi toi lui qui que quoi
            quand où comment pourquoi quel quelle quels quelles est-ce est sont suis es
            était a ai as ont peux peut peut-on dois un une et ou mais si parce pas ne
            jamais tout toute tous toutes chaque maintenant ici là s'il plaît ce cette ces
            ça c'est qu'est-ce
            """
        ),
        floors=("rez-de-chaussée", "premier étage", "deuxième étage"),
    ),
    "it": Words(
        understood="Ho capito «{text}», ma qui non è collegata nessuna casa.",
        which_room="In quale stanza?",
        joining=_set("e poi"),
        articles=_set("il lo la i gli le l' mio mia miei nostro nostra"),
        never_named=_set(
            """
            io tu lui lei noi voi loro mi ti si ci vi chi che cosa cos'è quando dove dov'è
            come perché quale quali quanto è sono sei era ho hai ha hanno posso può puoi
            devo un uno una e o ma se non mai tutto tutta tutti tutte ogni adesso ora qui lì
            favore questo questa quello quella
            """
        ),
        floors=("piano terra", "primo piano", "secondo piano"),
    ),
    "nl": Words(
        understood="Ik heb “{text}” begrepen, maar er is hier geen huis met mij verbonden.",
        which_room="In welke kamer?",
        joining=_set("en daarna"),
        articles=_set("de het mijn onze ons"),
        never_named=_set(
            """
            ik je jij u hij zij ze wij we jullie mij me jou hem haar ons hen wie wat wanneer
            waar waarom hoe welke welk is zijn ben bent was waren heb hebt heeft hebben
            wordt worden kan kun kunt moet mag zal zou een en of maar als omdat niet geen
            nooit alle alles elke ieder iedere nu hier daar alsjeblieft dit dat deze die de
            het
            """
        ),
        floors=("boven", "beneden", "begane grond", "eerste verdieping", "tweede verdieping"),
    ),
}
