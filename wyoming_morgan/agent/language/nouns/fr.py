"""The nouns of things in French."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.nouns.words import NounWords, kind_nouns, noun_forms

NOUNS = NounWords(
    forms=noun_forms(
        masculine="""
            volet store rideau portail portillon garage verrou cadenas lampadaire plafonnier lustre spot néon
            éclairage interrupteur ventilateur thermostat chauffage radiateur climatiseur téléviseur écran lecteur
            robot aspirateur capteur détecteur four réfrigérateur frigo congélateur chargeur humidificateur
            déshumidificateur arrosage sapin ruban projecteur miroir appareil haut vélux velux robinet boîtier
        """,
        feminine="""
            tv lumière lampe ampoule veilleuse applique guirlande suspension porte fenêtre baie serrure prise
            multiprise télé télévision enceinte radio chaudière clim climatisation pompe machine cafetière bouilloire
            imprimante alarme sirène caméra sonnette vanne pile batterie hotte tondeuse barrière trappe lucarne
            fontaine liseuse console box
        """,
        masculines="volets stores rideaux verrous spots radiateurs ventilateurs plafonniers lampadaires",
        feminines="lumières lampes ampoules portes fenêtres prises enceintes guirlandes appliques serrures",
    ),
    kinds=kind_nouns(
        """
        door: f la porte
        garage_door: f la porte
        garage: f la porte
        gate: m le portail
        window: f la fenêtre
        blind: m le store
        shade: m le store
        awning: m le store
        shutter: m le volet
        curtain: m le rideau
        battery: f la batterie
        light: f la lumière
        switch: m l'appareil
        fan: m le ventilateur
        cover: m le volet
        lock: f la serrure
        valve: f la vanne
        climate: m le thermostat
        vacuum: m le robot
        lawn_mower: f la tondeuse
        alarm_control_panel: f l'alarme
        binary_sensor: m le capteur
        : m l'appareil
        """
    ),
)
