"""The nouns of things in Spanish."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.nouns.words import NounWords, kind_nouns, noun_forms

NOUNS = NounWords(
    forms=noun_forms(
        masculine="""
            foco flexo plafón portón toldo estor tragaluz cerrojo candado enchufe interruptor ventilador altavoz
            televisor termostato radiador toallero robot sensor detector horno lavavajillas frigorífico cargador
            humidificador deshumidificador tocadiscos reproductor proyector espejo hervidor garaje aparato grifo
        """,
        feminine="""
            luz lámpara bombilla guirnalda puerta ventana persiana cortina cancela verja cerradura tele tv televisión
            radio impresora cafetera calefacción caldera alarma sirena cámara válvula bomba batería pila campana
            lavadora secadora fuente barra tira aspiradora claraboya contraventana veneciana nevera
        """,
        masculines="focos plafones toldos estores enchufes interruptores ventiladores altavoces radiadores",
        feminines="luces lámparas bombillas guirnaldas puertas ventanas persianas cortinas cerraduras venecianas",
    ),
    kinds=kind_nouns(
        """
        door: f la puerta
        garage_door: f la puerta
        garage: f la puerta
        gate: f la verja
        window: f la ventana
        blind: f la persiana
        shade: m el estor
        shutter: f la contraventana
        curtain: f la cortina
        awning: m el toldo
        battery: f la batería
        light: f la luz
        switch: m el interruptor
        fan: m el ventilador
        cover: f la persiana
        lock: f la cerradura
        valve: f la válvula
        climate: m el termostato
        vacuum: m el robot
        alarm_control_panel: f la alarma
        binary_sensor: m el sensor
        : m el dispositivo
        """
    ),
)
