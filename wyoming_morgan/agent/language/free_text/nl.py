"""What tells a command from free text in Dutch."""

from wyoming_morgan.agent.language.free_text.words import FreeTextWords
from wyoming_morgan.agent.language.words import word_set

WORDS = FreeTextWords(
    play=word_set("speel afspelen luister kijk"),
    player=word_set(
        """
        pauze pauzeer stop hervat volgende vorige verder dempen stil harder zachter volume
        nummer liedje lied track het de
        """
    ),
    running=frozenset({"in werking", "in gang"}),
    tasks=word_set("timer timers wekker alarm herinnering herinner"),
    shopping=word_set("boodschappenlijst boodschappenlijstje boodschappen"),
    some=word_set("een"),
    moments=word_set("om voor over op van morgen vandaag ochtend avond middag middernacht"),
    requests=word_set("verzoek opdracht vraag"),
    lists=word_set("lijst lijstje boodschappenlijst boodschappenlijstje"),
    kinds=word_set(
        """
        verwarming thermostaat licht lichten lamp lampen rolgordijn rolluik gordijn
        gordijnen zonwering deur raam ventilator stofzuiger volume helderheid temperatuur
        radiator
        """
    ),
    units=word_set("graad graden procent minuut minuten uur seconde seconden celsius fahrenheit"),
    values=word_set(
        """
        half helft kwart maximum minimum aan uit open dicht rood groen blauw geel wit warm
        koud
        """
    ),
    plays=word_set("speel speelt afspelen"),
    media=word_set(
        """
        muziek lied liedje liedjes nummer nummers track radio zender podcast podcasts
        plaat album albums playlist afspeellijst artiest zanger zangeres band film films
        serie aflevering show programma video concert nieuws journaal luisterboek hits
        iets
        """
    ),
    openings=word_set(
        """
        met zonder tegen op in bij voor om uit over naar van aan door tot onder buiten
        binnen niet geen niets mee samen hem haar hen het je jouw jullie jezelf zichzelf
        mij eerlijk goed lief leuk stil rustig eens maar nog even links rechts hier daar
        wie wat hoe waar wanneer als of dat er
        """
    ),
    for_us=word_set("me ons"),
    games=word_set(
        """
        spel spelletje spelletjes kaart kaarten schaak dammen voetbal tennis bal
        tikkertje verstoppertje grap streek rol slachtoffer toneel
        """
    ),
)
