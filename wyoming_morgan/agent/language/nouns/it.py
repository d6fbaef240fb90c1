"""The nouns of things in Italian."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.nouns.words import NounWords, kind_nouns, noun_forms

NOUNS = NounWords(
    forms=noun_forms(
        masculine="""
            portone cancello lucernario lucchetto lampadario faretto interruttore ventilatore altoparlante televisore
            termostato termosifone radiatore riscaldamento condizionatore climatizzatore robot aspirapolvere sensore
            rilevatore forno frigorifero bollitore caricatore umidificatore deumidificatore giradischi lettore
            proiettore specchio garage tagliaerba irrigatore allarme dispositivo rubinetto
        """,
        feminine="""
            luce lampada lampadina piantana porta finestra portafinestra tapparella persiana tenda veneziana serranda
            saracinesca serratura presa tele televisione tv radio cassa stampante macchina caldaia stufa sirena
            telecamera valvola pompa batteria pila cappa lavatrice asciugatrice lavastoviglie fontana striscia
            soundbar
        """,
        masculines="faretti interruttori ventilatori altoparlanti termosifoni radiatori cancelli lampadari",
        feminines="luci lampade lampadine porte finestre tapparelle persiane tende veneziane serrande prese casse",
    ),
    kinds=kind_nouns(
        """
        door: f la porta
        garage_door: f la porta
        garage: f la porta
        gate: m il cancello
        window: f la finestra
        blind: f la persiana
        shade: f la tenda
        shutter: f la tapparella
        curtain: f la tenda
        awning: f la tenda
        battery: f la batteria
        light: f la luce
        switch: m l'interruttore
        fan: m il ventilatore
        cover: f la tapparella
        lock: f la serratura
        valve: f la valvola
        climate: m il termostato
        vacuum: m il robot
        alarm_control_panel: m l'allarme
        binary_sensor: m il sensore
        : m il dispositivo
        """
    ),
)
