"""How things are meant in Dutch."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.naming.words import NamingWords, kind_words, listed
from wyoming_morgan.agent.language.water import WaterWords
from wyoming_morgan.agent.language.words import word_set

WORDS = NamingWords(
    kinds=kind_words(
        """
        light: lamp, licht, gloeilamp / lampen, lichten, gloeilampen, verlichting
        fan: ventilator / ventilatoren, ventilators
        lock: slot, deurslot / sloten, deursloten
        door: deur / deuren
        gate: poort, hek, tuinhek, tuinpoort / poorten, hekken
        garage: garagedeur, garage, garagepoort / garagedeuren
        blind: rolgordijn, jaloezie, lamel / rolgordijnen, jaloezieën, lamellen
        shade: zonwering, plissé / plissés
        shutter: rolluik, luik / rolluiken, luiken
        curtain: gordijn, vitrage / gordijnen
        awning: zonnescherm, markies, luifel / zonneschermen, markiezen
        window: raam, dakraam, venster / ramen, dakramen
        thermostat: thermostaat / thermostaten
        heating: verwarming, radiator, kachel / radiatoren, kachels
        cooling: airco, airconditioning, klimaat / airco's
        tv: tv, televisie, teevee, tele, televisietoestel / tv's, televisies
        speaker: luidspreker, speaker, box, soundbar / luidsprekers, speakers, boxen
        player: radio, stereo, stereo installatie, platenspeler, speler / radio's, spelers
        vacuum: stofzuiger, robotstofzuiger, zuiger, robot / stofzuigers, robotstofzuigers
        mower: grasmaaier, maaier, robotmaaier, maairobot / grasmaaiers, maaiers
        plug: stekker, stopcontact, contactdoos / stekkers, stopcontacten
        humidifier: luchtbevochtiger, bevochtiger / luchtbevochtigers
        dehumidifier: luchtontvochtiger, ontvochtiger / luchtontvochtigers
        valve: klep, kraan, ventiel / kleppen, kranen
        water: water, waterkraan, watertoevoer, hoofdwater
        scene: scène, scene / scènes, scenes
        script: script, routine / scripts, routines
        """
    ),
    glue=listed("de, het, 't, t, mijn, ons, onze, in, van, op, aan, bij, uit, naast, voor"),
    describing=listed(
        "grote, groot, kleine, klein, oude, oud, nieuwe, nieuw, mooie, mooi, leuke, leuk, goede, goed, stomme, lieve, fijne"
    ),
    plurals=("en", "s", "n"),
    links=("", "s", "en", "e", "n"),
    ordinals=(
        listed("eerste, nummer een, nummer één, nummer 1"),
        listed("tweede, nummer twee, nummer 2"),
        listed("derde, nummer drie, nummer 3"),
        listed("vierde, nummer vier, nummer 4"),
    ),
    last=listed("laatste"),
    both=listed("beide, allebei, alle twee, alletwee, de twee, die twee"),
    all=listed("alle, allemaal, alle drie, alle vier, alledrie"),
    idle=listed(
        "de, het, die, dat, in, van, op, aan, bij, uit, ik, bedoel, bedoelde, neem, mijn, graag, alsjeblieft, alstublieft, is, nou, eh, "
        "ja, oké, ok, maar, doe"
    ),
    water=WaterWords(
        names=r"(?:[^\W_]+[ -]){0,3}+[^\W_]*water(?:kraan|klep|toevoer|leiding)?",
        others=word_set(
            "gas gaskraan gasklep warm heet warmwater verwarming radiator radiatorkraan olie lucht regenwater afvalwater"
        ),
    ),
)
