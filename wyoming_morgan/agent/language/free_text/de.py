"""What tells a command from free text in German."""

from wyoming_morgan.agent.language.free_text.words import FreeTextWords
from wyoming_morgan.agent.language.words import word_set

WORDS = FreeTextWords(
    play=word_set("spiel spiele abspielen höre hör"),
    player=word_set(
        """
        pause pausieren stopp stop weiter fortsetzen nächste nächsten nächstes nächster
        vorherige vorherigen vorheriges zurück stumm lauter leiser lautstärke lied song
        titel
        """
    ),
    running=frozenset({"in gang", "in betrieb"}),
    tasks=word_set("timer wecker alarm erinnerung erinnere countdown"),
    shopping=word_set("einkaufsliste einkaufszettel einkauf einkaufs"),
    some=word_set("ein eine einen einem einer"),
    moments=word_set("um für in auf am von zu zur zum morgen heute früh abend mittag mitternacht"),
    requests=word_set("anfrage befehl auftrag frage"),
    lists=word_set("liste listen einkaufsliste einkaufszettel"),
    kinds=word_set(
        """
        heizung thermostat licht lichter lampe lampen rollo rollos rollladen jalousie
        jalousien vorhang tür fenster ventilator staubsauger lautstärke helligkeit
        temperatur heizkörper
        """
    ),
    units=word_set(
        """
        grad prozent minute minuten stunde stunden sekunde sekunden uhr celsius fahrenheit
        """
    ),
    values=word_set(
        """
        halb hälfte viertel maximum minimum an aus auf zu rot grün blau gelb weiß warm kalt
        """
    ),
    plays=word_set("spiel spiele spielt"),
    media=word_set(
        """
        musik lied lieder song songs titel stück album platte playlist wiedergabeliste
        podcast radio sender nachrichten künstler künstlerin sänger sängerin band gruppe
        film filme serie folge sendung show video videos konzert hörbuch hörspiel
        märchen charts hits etwas was
        """
    ),
    openings=word_set(
        """
        mit ohne gegen auf an in im zu zum zur bei beim für vor nach um bis unter über
        aus durch nicht nichts kein keine keinen dich dir mich sich ihn ihm ihr ihnen
        euch es sie er ich du wir man ruhig doch mal bitte fair leise schön lieb brav
        draußen drinnen herum rum da dort hier so heute morgen gestern jetzt später
        gleich erst noch schon wieder davon damit daran wer wie wann wo wenn weil
        dass ob lass lasst komm kommt geh
        """
    ),
    for_us=word_set("mir uns"),
    modals=word_set(
        """
        kann kannst können könnt könnte könnten konnte konnten will willst wollen wollt
        wollte wollten muss musst müssen müsst musste mussten darf darfst dürfen durfte
        durften soll sollst sollen sollte sollten mag magst mögen möchte möchtest
        möchten werde wirst wird werden würde würden lass lasst lassen geht gehen ging
        habe haben hat ist sind war
        """
    ),
    games=word_set(
        """
        Spiel Spielchen Spiele Karten Schach Skat Fußball Tennis Ball Fangen Verstecken
        Streich Streiche Rolle Opfer Theater Katz karten schach skat fußball tennis ball
        fangen verstecken streich streiche rolle opfer theater
        """
    ),
)
