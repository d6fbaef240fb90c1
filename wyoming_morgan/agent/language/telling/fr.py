"""How days, appointments, lists, readings and the weather are told in French."""

from wyoming_morgan.agent.language.states.words import word_map
from wyoming_morgan.agent.language.telling.words import TellingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = TellingWords(
    today="aujourd'hui",
    tomorrow="demain",
    after_tomorrow="après-demain",
    weekdays=(
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
    ),
    months=(
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ),
    date="{weekday} {day} {month}",
    half_days=False,
    decimal=",",
    timed="{what} à {time}",
    whole_day="{what} toute la journée",
    on_day="{day} : {what}",
    nothing_on="rien n'est prévu {day}",
    nothing_planned="rien n'est prévu dans les {days} prochains jours",
    next_one="le prochain est {what}, {day}",
    timed_day="{day} à {time}",
    more="{count} autres",
    listed="sur {name} : {items}",
    empty="il n'y a rien sur {name}",
    on_list="Oui, {item} est sur {name}",
    not_on_list="Non, {item} n'est pas sur {name}",
    several_lists="J'en connais plusieurs : {names}",
    shopping=word_set("courses achats"),
    no_calendar="Je ne connais aucun calendrier dans cette maison",
    no_list="Je ne connais aucune liste de ce nom dans cette maison",
    no_weather="Je ne connais aucune prévision météo dans cette maison",
    no_home="Je ne peux pas le savoir : aucune maison n'est connectée à moi",
    not_told="Je ne peux pas le savoir pour le moment : {names} ne me dit rien",
    expected="{day} : {weather}",
    degrees="{value} degrés",
    between="de {lowest} à {highest} degrés",
    up_to="{highest} degrés",
    rain_likely="{percent} pour cent de risque de pluie",
    no_forecast="Je n'ai pas de prévision pour cela : {day}",
    no_reading="Rien ne mesure cela à cet endroit",
    reading="{name} : {value}",
    outermost="{name}, {value}",
    conditions=word_map(
        """
        clear: ciel dégagé
        clear-night: une nuit dégagée
        cloudy: nuageux
        exceptional: un temps exceptionnel
        fog: du brouillard
        hail: de la grêle
        lightning: des orages
        lightning-rainy: des orages avec de la pluie
        partlycloudy: des éclaircies
        pouring: de fortes pluies
        rainy: de la pluie
        snowy: de la neige
        snowy-rainy: de la neige fondue
        sunny: ensoleillé
        windy: du vent
        windy-variant: du vent et des nuages
        """
    ),
)
