"""How things are meant in English."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.naming.words import NamingWords, kind_words, listed
from wyoming_morgan.agent.language.water import WaterWords
from wyoming_morgan.agent.language.words import word_set

WORDS = NamingWords(
    kinds=kind_words(
        """
        light: light, lamp, light bulb, bulb, lantern / lights, lamps, bulbs, light bulbs, lanterns
        fan: fan, ventilator / fans, ventilators
        lock: lock, door lock, deadbolt / locks, door locks
        door: door / doors
        gate: gate / gates
        garage: garage door, garage / garage doors, garages
        blind: blind, roller blind, roller, jalousie, venetian blind / blinds, roller blinds, rollers, jalousies
        shade: shade, roller shade, window shade / shades, roller shades, window shades
        shutter: shutter, roller shutter / shutters, roller shutters
        curtain: curtain, drape, sheer / curtains, drapes, drapery, sheers
        awning: awning, sunshade / awnings
        window: window, skylight, roof window / windows, skylights
        thermostat: thermostat / thermostats
        heating: heating, heater, radiator / heaters, radiators
        cooling: air conditioner, air conditioning, air con, aircon, ac, a c / air conditioners
        tv: tv, television, telly, tv set, television set / tvs, televisions
        speaker: speaker, loudspeaker, soundbar, sound bar, smart speaker / speakers, loudspeakers, soundbars
        player: radio, stereo, hifi, hi fi, media player, music player, record player, player / radios, stereos, players
        vacuum: vacuum, vacuum cleaner, robot vacuum, robot cleaner, hoover, robot / vacuums, vacuum cleaners, robots
        mower: mower, lawn mower, lawnmower, robot mower / mowers, lawn mowers, lawnmowers
        plug: plug, outlet, socket, smart plug / plugs, outlets, sockets
        humidifier: humidifier / humidifiers
        dehumidifier: dehumidifier / dehumidifiers
        valve: valve / valves
        water: water, water supply, main water, mains water
        scene: scene / scenes
        script: script, routine / scripts, routines
        """
    ),
    glue=listed("the, my, our, in, of, at, on, by, from, inside, for"),
    describing=listed(
        "big, large, great, small, little, tiny, old, new, nice, pretty, beautiful, lovely, good, tall, huge, silly, "
        "stupid, damn, fancy"
    ),
    plurals=("s",),
    ordinals=(
        listed("first, 1st, number one, number 1, former"),
        listed("second, 2nd, number two, number 2"),
        listed("third, 3rd, number three, number 3"),
        listed("fourth, 4th, number four, number 4"),
    ),
    last=listed("last, latter"),
    both=listed("both, both of them, the two, the two of them, both please, both of those"),
    all=listed("all, all of them, all of those, every one, everyone of them, all three, all four"),
    idle=listed(
        "the, a, one, ones, i, mean, meant, it, it's, its, is, that, that's, i'd, like, take, was, please, in, of, at, "
        "on, by, my, our, from, well, er, um, uh, oh, yes, ok, okay"
    ),
    water=WaterWords(
        names=r"(?:[^\W_]+ ){0,3}+water(?: (?:valve|main|mains|supply|tap|shutoff|line))?",
        others=word_set("gas hot warm boiler heater heating radiator thermostat oil steam air"),
    ),
)
