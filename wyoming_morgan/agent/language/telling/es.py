"""How days, appointments, lists, readings and the weather are told in Spanish."""

from wyoming_morgan.agent.language.states.words import word_map
from wyoming_morgan.agent.language.telling.words import TellingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = TellingWords(
    today="hoy",
    tomorrow="mañana",
    after_tomorrow="pasado mañana",
    weekdays=(
        "el lunes",
        "el martes",
        "el miércoles",
        "el jueves",
        "el viernes",
        "el sábado",
        "el domingo",
    ),
    months=(
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ),
    date="{weekday} {day} de {month}",
    half_days=False,
    decimal=",",
    timed="{what} a las {time}",
    whole_day="{what} todo el día",
    on_day="{day}: {what}",
    nothing_on="{day} no hay nada previsto",
    nothing_planned="no hay nada previsto en los próximos {days} días",
    next_one="lo próximo es {what}, {day}",
    timed_day="{day} a las {time}",
    more="{count} más",
    listed="en {name}: {items}",
    empty="no hay nada en {name}",
    on_list="Sí, {item} está en {name}",
    not_on_list="No, {item} no está en {name}",
    several_lists="Conozco varias: {names}",
    shopping=word_set("compra compras"),
    no_calendar="No conozco ningún calendario en esta casa",
    no_list="No conozco ninguna lista así en esta casa",
    no_weather="No conozco ningún pronóstico del tiempo en esta casa",
    no_home="No puedo averiguarlo: no hay ninguna casa conectada conmigo",
    not_told="No puedo averiguarlo en este momento: {names} no me dice nada",
    expected="{day}: {weather}",
    degrees="{value} grados",
    between="de {lowest} a {highest} grados",
    up_to="{highest} grados",
    rain_likely="{percent} por ciento de probabilidad de lluvia",
    no_forecast="No tengo pronóstico para eso: {day}",
    no_reading="Nada mide eso en ese lugar",
    reading="{name}: {value}",
    outermost="{name}, {value}",
    conditions=word_map(
        """
        clear: despejado
        clear-night: una noche despejada
        cloudy: nublado
        exceptional: tiempo excepcional
        fog: niebla
        hail: granizo
        lightning: tormentas
        lightning-rainy: tormentas con lluvia
        partlycloudy: parcialmente nublado
        pouring: lluvia intensa
        rainy: lluvia
        snowy: nieve
        snowy-rainy: aguanieve
        sunny: soleado
        windy: viento
        windy-variant: viento y nubes
        """
    ),
)
