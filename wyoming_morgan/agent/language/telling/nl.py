"""How days, appointments, lists, readings and the weather are told in Dutch."""

from wyoming_morgan.agent.language.states.words import word_map
from wyoming_morgan.agent.language.telling.words import TellingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = TellingWords(
    today="vandaag",
    tomorrow="morgen",
    after_tomorrow="overmorgen",
    weekdays=(
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
    ),
    months=(
        "januari",
        "februari",
        "maart",
        "april",
        "mei",
        "juni",
        "juli",
        "augustus",
        "september",
        "oktober",
        "november",
        "december",
    ),
    date="{weekday} {day} {month}",
    half_days=False,
    decimal=",",
    timed="{what} om {time} uur",
    whole_day="{what} de hele dag",
    on_day="{day}: {what}",
    nothing_on="{day} staat er niets gepland",
    nothing_planned="de komende {days} dagen staat er niets gepland",
    next_one="de volgende is {what}, {day}",
    timed_day="{day} om {time} uur",
    more="nog {count}",
    listed="op {name}: {items}",
    empty="er staat niets op {name}",
    on_list="Ja, {item} staat op {name}",
    not_on_list="Nee, {item} staat niet op {name}",
    several_lists="Ik ken er meer: {names}",
    shopping=word_set("boodschappen boodschappenlijst boodschappenlijstje"),
    no_calendar="Ik ken geen agenda in dit huis",
    no_list="Ik ken zo'n lijst niet in dit huis",
    no_weather="Ik ken geen weersverwachting in dit huis",
    no_home="Dat kan ik niet nagaan: er is geen huis met mij verbonden",
    not_told="Dat kan ik nu niet nagaan: {names} vertelt mij niets",
    expected="{day}: {weather}",
    degrees="{value} graden",
    between="{lowest} tot {highest} graden",
    up_to="{highest} graden",
    rain_likely="{percent} procent kans op regen",
    no_forecast="Daarvoor heb ik geen verwachting: {day}",
    no_reading="Niets meet dat daar",
    reading="{name}: {value}",
    outermost="{name}, {value}",
    conditions=word_map(
        """
        clear: helder
        clear-night: een heldere nacht
        cloudy: bewolkt
        exceptional: uitzonderlijk weer
        fog: mist
        hail: hagel
        lightning: onweer
        lightning-rainy: onweer met regen
        partlycloudy: half bewolkt
        pouring: zware regen
        rainy: regen
        snowy: sneeuw
        snowy-rainy: natte sneeuw
        sunny: zonnig
        windy: wind
        windy-variant: wind en wolken
        """
    ),
)
