"""What tells a command from free text in English."""

from wyoming_morgan.agent.language.free_text.words import FreeTextWords
from wyoming_morgan.agent.language.words import word_set

WORDS = FreeTextWords(
    play=word_set("play listen"),
    player=word_set(
        """
        pause play stop resume continue next previous last skip mute unmute louder quieter
        volume song track the item
        """
    ),
    tasks=word_set("timer timers alarm alarms reminder reminders remind countdown"),
    shopping=word_set("shopping grocery groceries"),
    some=word_set("a an some another"),
    moments=word_set("at for in to on from of tomorrow today tonight morning evening am pm"),
    requests=word_set("request command order question"),
    lists=word_set("list lists"),
    kinds=word_set(
        """
        heating thermostat light lights lamp lamps blind blinds shutter shutters curtain
        curtains door window fan vacuum volume brightness temperature radiator
        """
    ),
    units=word_set(
        "degree degrees percent minute minutes hour hours second seconds o'clock celsius fahrenheit"
    ),
    values=word_set(
        """
        half quarter maximum minimum max min on off open closed red green blue yellow white
        warm cold
        """
    ),
    plays=word_set("play"),
    media=word_set(
        """
        music song songs track tracks tune tunes album albums record playlist playlists
        podcast podcasts radio station channel artist band singer movie film show series
        episode video videos concert soundtrack audiobook news hits carols lullaby
        lullabies
        """
    ),
    openings=word_set(
        """
        it them him her himself herself itself yourself myself ourselves themselves your
        with without along around about by against at for from into to through over down
        up out off away back on in inside outside together not fair fairly nice nicely
        dead safe safely cool dirty rough hard well quietly gently kindly truant hooky
        hide catch whatever whoever what who when where while if because
        """
    ),
    for_us=word_set("me us"),
    games=word_set(
        """
        game games cards card chess checkers poker bingo football soccer tennis golf
        basketball baseball hockey ball catch tag trick tricks joke jokes part role fool
        victim host advocate fiddle possum house doctor favourites favorites
        """
    ),
)
