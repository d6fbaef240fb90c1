"""How things are meant in German."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.naming.words import NamingWords, kind_words, listed
from wyoming_morgan.agent.language.water import WaterWords
from wyoming_morgan.agent.language.words import word_set

WORDS = NamingWords(
    kinds=kind_words(
        """
        light: licht, lampe, leuchte, glühbirne, birne / lichter, lampen, leuchten, glühbirnen
        fan: ventilator, lüfter / ventilatoren, lüfter
        lock: schloss, türschloss / schlösser, türschlösser
        door: tür, türe / türen
        gate: tor, gartentor, einfahrtstor / tore
        garage: garagentor, garage, garagentür / garagentore, garagen
        blind: rollo, jalousie, raffstore / rollos, jalousien, raffstores
        shade: plissee, verdunkelung, verdunklung / plissees
        shutter: rollladen, rolladen, fensterladen / rollläden, rolläden, fensterläden
        curtain: vorhang, gardine / vorhänge, gardinen
        awning: markise, sonnensegel / markisen
        window: fenster, dachfenster, oberlicht / fenster, dachfenster
        thermostat: thermostat, regler / thermostate
        heating: heizung, heizkörper, radiator, fußbodenheizung / heizungen, heizkörper, radiatoren
        cooling: klimaanlage, klimagerät, klima / klimaanlagen, klimageräte
        tv: fernseher, tv, fernsehgerät, glotze / fernseher, fernsehgeräte
        speaker: lautsprecher, box, soundbar / lautsprecher, boxen, soundbars
        player: radio, stereoanlage, anlage, musikanlage, plattenspieler / radios, anlagen
        vacuum: staubsauger, sauger, saugroboter, staubsaugerroboter, roboter / staubsauger, saugroboter
        mower: rasenmäher, mäher, mähroboter / rasenmäher, mähroboter
        plug: steckdose, stecker, dose / steckdosen, stecker
        humidifier: luftbefeuchter, befeuchter / luftbefeuchter
        dehumidifier: luftentfeuchter, entfeuchter / luftentfeuchter
        valve: ventil / ventile
        water: wasser, hauptwasser, wasserzufuhr, wasserhahn
        scene: szene / szenen
        script: skript, routine / skripte, routinen
        """
    ),
    glue=listed(
        "der, die, das, den, dem, des, mein, meine, meinen, meinem, unser, unsere, unseren, unserem, im, in, am, an, "
        "auf, vom, von, bei, beim, aus, zum, zur, für"
    ),
    describing=listed(
        "große, großen, großes, großer, kleine, kleinen, kleines, kleiner, alte, alten, altes, alter, neue, neuen, "
        "neues, neuer, schöne, schönen, schönes, schöner, blöde, blöden, blödes, dumme, dummen, liebe, lieben, gute, guten, tolle, tollen"
    ),
    plurals=("en", "er", "es", "em", "e", "n", "s"),
    links=("", "n", "en", "s", "es", "e"),
    ordinals=(
        listed("erste, ersten, erstes, erster, erstere, ersteres, nummer eins, nummer 1"),
        listed("zweite, zweiten, zweites, zweiter, nummer zwei, nummer 2"),
        listed("dritte, dritten, drittes, dritter, nummer drei, nummer 3"),
        listed("vierte, vierten, viertes, vierter, nummer vier, nummer 4"),
    ),
    last=listed("letzte, letzten, letztes, letzter, letztere, letzteres"),
    both=listed("beide, alle beide, alle zwei, die beiden, beides"),
    all=listed("alle, alle drei, alle vier, sie alle"),
    idle=listed(
        "der, die, das, den, dem, ich, meine, meinte, meinen, nehme, nimm, mein, im, in, am, an, auf, vom, von, bei, "
        "aus, bitte, es, ist, also, na, äh, ähm, ja, ok, okay, einfach"
    ),
    water=WaterWords(
        names=r"(?:[^\W_]+[ -]){0,3}+[^\W_]*wasser(?:hahn|ventil|zufuhr|leitung|anschluss|absperrung)?",
        others=word_set(
            "gas gasventil gashahn heiß heißes warm warmes warmwasser heizung heizungsventil heizkörper heizkörperventil thermostatventil öl luft abwasser regenwasser"
        ),
    ),
)
