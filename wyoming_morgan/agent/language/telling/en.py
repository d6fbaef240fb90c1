"""How days, appointments, lists, readings and the weather are told in English."""

from wyoming_morgan.agent.language.states.words import word_map
from wyoming_morgan.agent.language.telling.words import TellingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = TellingWords(
    today="today",
    tomorrow="tomorrow",
    after_tomorrow="the day after tomorrow",
    weekdays=(
        "on Monday",
        "on Tuesday",
        "on Wednesday",
        "on Thursday",
        "on Friday",
        "on Saturday",
        "on Sunday",
    ),
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    date="{weekday}, {month} {day}",
    half_days=True,
    decimal=".",
    timed="{what} at {time}",
    whole_day="{what} all day",
    on_day="{day}: {what}",
    nothing_on="nothing is planned {day}",
    nothing_planned="nothing is planned in the next {days} days",
    next_one="next is {what}, {day}",
    timed_day="{day} at {time}",
    more="{count} more",
    listed="on {name}: {items}",
    empty="there is nothing on {name}",
    on_list="Yes, {item} is on {name}",
    not_on_list="No, {item} is not on {name}",
    several_lists="I know several: {names}",
    shopping=word_set("shopping grocery groceries"),
    no_calendar="I know of no calendar in this home",
    no_list="I know of no such list in this home",
    no_weather="I know of no weather forecast in this home",
    no_home="I cannot find that out: no home is connected to me",
    not_told="I cannot find that out at the moment: {names} tells me nothing",
    expected="{day}: {weather}",
    degrees="{value} degrees",
    between="{lowest} to {highest} degrees",
    up_to="{highest} degrees",
    rain_likely="{percent} percent chance of rain",
    no_forecast="I have no forecast for that: {day}",
    no_reading="Nothing in this home measures that there",
    reading="{name}: {value}",
    outermost="{name}, {value}",
    conditions=word_map(
        """
        clear: clear
        clear-night: a clear night
        cloudy: clouds
        exceptional: exceptional weather
        fog: fog
        hail: hail
        lightning: thunderstorms
        lightning-rainy: thunderstorms with rain
        partlycloudy: some clouds
        pouring: heavy rain
        rainy: rain
        snowy: snow
        snowy-rainy: sleet
        sunny: sunshine
        windy: wind
        windy-variant: wind and clouds
        """
    ),
)
