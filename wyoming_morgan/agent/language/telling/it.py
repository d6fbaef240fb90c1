"""How days, appointments, lists, readings and the weather are told in Italian."""

from wyoming_morgan.agent.language.states.words import word_map
from wyoming_morgan.agent.language.telling.words import TellingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = TellingWords(
    today="oggi",
    tomorrow="domani",
    after_tomorrow="dopodomani",
    weekdays=(
        "lunedì",
        "martedì",
        "mercoledì",
        "giovedì",
        "venerdì",
        "sabato",
        "domenica",
    ),
    months=(
        "gennaio",
        "febbraio",
        "marzo",
        "aprile",
        "maggio",
        "giugno",
        "luglio",
        "agosto",
        "settembre",
        "ottobre",
        "novembre",
        "dicembre",
    ),
    date="{weekday} {day} {month}",
    half_days=False,
    decimal=",",
    timed="{what} alle {time}",
    whole_day="{what} tutto il giorno",
    on_day="{day}: {what}",
    nothing_on="{day} non è previsto nulla",
    nothing_planned="non è previsto nulla nei prossimi {days} giorni",
    next_one="il prossimo è {what}, {day}",
    timed_day="{day} alle {time}",
    more="altri {count}",
    listed="su {name}: {items}",
    empty="non c'è nulla su {name}",
    on_list="Sì, {item} è su {name}",
    not_on_list="No, {item} non è su {name}",
    several_lists="Ne conosco più di una: {names}",
    shopping=word_set("spesa"),
    no_calendar="Non conosco nessun calendario in questa casa",
    no_list="Non conosco nessuna lista del genere in questa casa",
    no_weather="Non conosco nessuna previsione del tempo in questa casa",
    no_home="Non posso scoprirlo: nessuna casa è collegata a me",
    not_told="Non posso scoprirlo al momento: {names} non mi dice nulla",
    expected="{day}: {weather}",
    degrees="{value} gradi",
    between="da {lowest} a {highest} gradi",
    up_to="{highest} gradi",
    rain_likely="{percent} per cento di probabilità di pioggia",
    no_forecast="Non ho previsioni per questo: {day}",
    no_reading="Nulla lo misura in quel posto",
    reading="{name}: {value}",
    outermost="{name}, {value}",
    conditions=word_map(
        """
        clear: sereno
        clear-night: una notte serena
        cloudy: nuvoloso
        exceptional: tempo eccezionale
        fog: nebbia
        hail: grandine
        lightning: temporali
        lightning-rainy: temporali con pioggia
        partlycloudy: parzialmente nuvoloso
        pouring: pioggia forte
        rainy: pioggia
        snowy: neve
        snowy-rainy: nevischio
        sunny: soleggiato
        windy: vento
        windy-variant: vento e nuvole
        """
    ),
)
