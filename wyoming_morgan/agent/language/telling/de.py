"""How days, appointments, lists, readings and the weather are told in German."""

from wyoming_morgan.agent.language.states.words import word_map
from wyoming_morgan.agent.language.telling.words import TellingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = TellingWords(
    today="heute",
    tomorrow="morgen",
    after_tomorrow="übermorgen",
    weekdays=(
        "am Montag",
        "am Dienstag",
        "am Mittwoch",
        "am Donnerstag",
        "am Freitag",
        "am Samstag",
        "am Sonntag",
    ),
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    date="{weekday}, dem {day}. {month}",
    half_days=False,
    decimal=",",
    timed="{what} um {time} Uhr",
    whole_day="{what} den ganzen Tag",
    on_day="{day}: {what}",
    nothing_on="{day} steht nichts an",
    nothing_planned="in den nächsten {days} Tagen steht nichts an",
    next_one="als Nächstes {what}, {day}",
    timed_day="{day} um {time} Uhr",
    more="{count} weitere",
    listed="auf {name}: {items}",
    empty="auf {name} steht nichts",
    on_list="Ja, {item} steht auf {name}",
    not_on_list="Nein, {item} steht nicht auf {name}",
    several_lists="Ich kenne mehrere: {names}",
    shopping=word_set("einkauf einkaufsliste einkäufe einkaufszettel"),
    no_calendar="Ich kenne keinen Kalender in diesem Zuhause",
    no_list="Ich kenne keine solche Liste in diesem Zuhause",
    no_weather="Ich kenne keine Wettervorhersage in diesem Zuhause",
    no_home="Das kann ich nicht herausfinden: Mit mir ist kein Zuhause verbunden",
    not_told="Das kann ich gerade nicht herausfinden: {names} sagt mir nichts",
    expected="{day}: {weather}",
    degrees="{value} Grad",
    between="{lowest} bis {highest} Grad",
    up_to="{highest} Grad",
    rain_likely="Regenwahrscheinlichkeit {percent} Prozent",
    no_forecast="Dafür habe ich keine Vorhersage: {day}",
    no_reading="In diesem Zuhause misst das dort nichts",
    reading="{name}: {value}",
    outermost="{name}, {value}",
    conditions=word_map(
        """
        clear: klar
        clear-night: eine klare Nacht
        cloudy: bewölkt
        exceptional: außergewöhnliches Wetter
        fog: Nebel
        hail: Hagel
        lightning: Gewitter
        lightning-rainy: Gewitter mit Regen
        partlycloudy: teilweise bewölkt
        pouring: starker Regen
        rainy: Regen
        snowy: Schnee
        snowy-rainy: Schneeregen
        sunny: sonnig
        windy: windig
        windy-variant: windig und bewölkt
        """
    ),
)
