"""How things are meant in French."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.naming.words import NamingWords, kind_words, listed
from wyoming_morgan.agent.language.water import WaterWords
from wyoming_morgan.agent.language.words import word_set

WORDS = NamingWords(
    kinds=kind_words(
        """
        light: lampe, lumière, ampoule, luminaire / lampes, lumières, ampoules, luminaires
        fan: ventilateur, ventilo / ventilateurs, ventilos
        lock: serrure, verrou / serrures, verrous
        door: porte / portes
        gate: portail, portillon, barrière / portails, portillons
        garage: porte du garage, porte de garage, garage / portes du garage, portes de garage
        blind: store, store vénitien / stores
        shade: store enrouleur, store occultant / stores enrouleurs
        shutter: volet, volet roulant / volets, volets roulants
        curtain: rideau, voilage / rideaux, voilages
        awning: store banne, auvent / stores bannes
        window: fenêtre, velux, lucarne / fenêtres, lucarnes
        thermostat: thermostat / thermostats
        heating: chauffage, radiateur, convecteur / chauffages, radiateurs, convecteurs
        cooling: clim, climatisation, climatiseur / climatiseurs
        tv: télé, télévision, téléviseur, tv / télés, télévisions, téléviseurs
        speaker: enceinte, haut parleur, barre de son / enceintes, haut parleurs
        player: radio, chaîne, chaîne hifi, lecteur, platine / radios, lecteurs
        vacuum: aspirateur, robot aspirateur, aspirateur robot, robot / aspirateurs, robots
        mower: tondeuse, robot tondeuse, tondeuse robot / tondeuses
        plug: prise, prise électrique / prises
        humidifier: humidificateur / humidificateurs
        dehumidifier: déshumidificateur / déshumidificateurs
        valve: vanne, robinet / vannes, robinets
        water: eau, arrivée d'eau, robinet d'eau
        scene: scène / scènes
        script: script, routine / scripts, routines
        """
    ),
    glue=listed("le, la, les, l, mon, ma, mes, notre, nos, de, du, des, d, dans, en, au, aux, à, sur"),
    elided=listed("l, d, qu, j, s"),
    describing=listed(
        "grand, grande, grands, gros, grosse, petit, petite, petits, vieux, vieille, nouveau, nouvelle, neuf, neuve, "
        "beau, belle, joli, jolie, bon, bonne"
    ),
    plurals=("s", "x"),
    kind_first=True,
    ordinals=(
        listed("premier, première, numéro un, numéro 1"),
        listed("deuxième, second, seconde, numéro deux, numéro 2"),
        listed("troisième, numéro trois, numéro 3"),
        listed("quatrième, numéro quatre, numéro 4"),
    ),
    last=listed("dernier, dernière"),
    both=listed("les deux, toutes les deux, tous les deux, deux"),
    all=listed("toutes, tous, toutes les trois, tous les trois, toutes les quatre, tous les quatre"),
    idle=listed(
        "le, la, les, l, celle, celui, ceux, celles, de, du, des, d, dans, en, au, à, sur, je, veux, dire, c, est, plutôt, "
        "s'il, te, vous, plaît, plait, s, il, euh, oui, bon, alors"
    ),
    water=WaterWords(
        names=r"(?:(?:l'|arrivée d'|vanne d'|robinet d')?eau|(?:arrivée|vanne|robinet) (?:principale?|générale?) d'eau)(?: .*)?",
        others=word_set("gaz chaude chaud chauffage radiateur chaudière fioul air"),
    ),
)
