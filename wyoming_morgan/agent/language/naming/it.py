"""How things are meant in Italian."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.naming.words import NamingWords, kind_words, listed
from wyoming_morgan.agent.language.water import WaterWords
from wyoming_morgan.agent.language.words import word_set

WORDS = NamingWords(
    kinds=kind_words(
        """
        light: luce, lampada, lampadina, lume / luci, lampade, lampadine, lumi
        fan: ventilatore, ventola / ventilatori, ventole
        lock: serratura, lucchetto / serrature, lucchetti
        door: porta / porte
        gate: cancello / cancelli
        garage: porta del garage, garage, basculante / porte del garage
        blind: persiana, veneziana / persiane, veneziane
        shade: tenda a rullo, oscurante / tende a rullo, oscuranti
        shutter: tapparella, avvolgibile, serranda, imposta / tapparelle, avvolgibili, serrande, imposte
        curtain: tenda, tendina / tende, tendine
        awning: tenda da sole, tendone / tende da sole
        window: finestra, lucernario / finestre, lucernari
        thermostat: termostato / termostati
        heating: riscaldamento, termosifone, radiatore, stufa / termosifoni, radiatori, stufe
        cooling: condizionatore, aria condizionata, climatizzatore, clima / condizionatori, climatizzatori
        tv: tv, televisione, televisore, tele / televisioni, televisori
        speaker: altoparlante, cassa, diffusore, soundbar / altoparlanti, casse, diffusori
        player: radio, stereo, impianto stereo, giradischi, lettore / lettori
        vacuum: aspirapolvere, robot aspirapolvere, robot / robot aspirapolvere
        mower: tagliaerba, robot tagliaerba, rasaerba / tagliaerba
        plug: presa, presa elettrica / prese
        humidifier: umidificatore / umidificatori
        dehumidifier: deumidificatore / deumidificatori
        valve: valvola, rubinetto / valvole, rubinetti
        water: acqua, rubinetto dell'acqua, valvola dell'acqua
        scene: scena, scenario / scene, scenari
        script: script, routine / script, routine
        """
    ),
    glue=listed(
        "il, lo, la, i, gli, le, l, mio, mia, miei, mie, nostro, nostra, di, del, dello, della, dei, degli, delle, dell, d, "
        "in, nel, nello, nella, nell, a, al, allo, alla, all, su, sul, sulla, sull, da, dal, dalla, dall"
    ),
    elided=listed("l, d, dell, nell, all, sull, dall, un, quell"),
    describing=listed(
        "grande, grandi, piccolo, piccola, piccoli, vecchio, vecchia, nuovo, nuova, bello, bella, bel, buono, buona, "
        "carino, carina, gran"
    ),
    plurals=("a", "e", "i", "o"),
    kind_first=True,
    ordinals=(
        listed("primo, prima, numero uno, numero 1"),
        listed("secondo, seconda, numero due, numero 2"),
        listed("terzo, terza, numero tre, numero 3"),
        listed("quarto, quarta, numero quattro, numero 4"),
    ),
    last=listed("ultimo, ultima"),
    both=listed("entrambi, entrambe, tutti e due, tutte e due, le due, i due, ambedue"),
    all=listed("tutti, tutte, tutti e tre, tutte e tre, tutti e quattro, tutte e quattro"),
    idle=listed(
        "il, lo, la, i, gli, le, l, quello, quella, quelli, quelle, di, del, dello, della, dei, dell, d, in, nel, nella, nell, al, "
        "alla, all, su, sul, io, intendo, intendevo, dico, voglio, dire, per, favore, è, beh, eh, sì, ok, va, bene"
    ),
    water=WaterWords(
        names=r"(?:(?:(?:valvola|rubinetto|erogazione|mandata) (?:generale |principale )?(?:dell'|d')?)?acqua)(?: .*)?",
        others=word_set("gas calda caldo riscaldamento termosifone radiatore caldaia aria"),
    ),
)
