"""How things are meant in Spanish."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.naming.words import NamingWords, kind_words, listed
from wyoming_morgan.agent.language.water import WaterWords
from wyoming_morgan.agent.language.words import word_set

WORDS = NamingWords(
    kinds=kind_words(
        """
        light: luz, lámpara, bombilla, foco / luces, lámparas, bombillas, focos
        fan: ventilador / ventiladores
        lock: cerradura, cerrojo / cerraduras, cerrojos
        door: puerta / puertas
        gate: verja, cancela, portón / verjas, cancelas, portones
        garage: puerta del garaje, garaje, puerta de garaje / puertas del garaje
        blind: persiana, estor / persianas, estores
        shade: pantalla, estor enrollable / pantallas
        shutter: contraventana, postigo / contraventanas, postigos
        curtain: cortina, visillo / cortinas, visillos
        awning: toldo / toldos
        window: ventana, tragaluz, claraboya / ventanas
        thermostat: termostato / termostatos
        heating: calefacción, radiador, calefactor, estufa / radiadores, calefactores
        cooling: aire acondicionado, aire, clima, climatizador / aires acondicionados
        tv: televisión, televisor, tele, tv / televisiones, televisores, teles
        speaker: altavoz, parlante, bocina, barra de sonido / altavoces, parlantes, bocinas
        player: radio, equipo de música, tocadiscos, reproductor, minicadena / radios, reproductores
        vacuum: aspiradora, aspirador, robot aspirador, robot aspiradora, robot / aspiradoras, aspiradores, robots
        mower: cortacésped, robot cortacésped, cortadora de césped / cortacéspedes
        plug: enchufe / enchufes
        humidifier: humidificador / humidificadores
        dehumidifier: deshumidificador / deshumidificadores
        valve: válvula / válvulas
        water: agua, llave del agua, paso del agua, llave de paso
        scene: escena / escenas
        script: script, rutina / scripts, rutinas
        """
    ),
    glue=listed("el, la, los, las, mi, mis, nuestro, nuestra, de, del, en, al, a, sobre"),
    describing=listed(
        "gran, grande, grandes, pequeño, pequeña, pequeños, viejo, vieja, nuevo, nueva, bonito, bonita, buen, buena, "
        "bueno, lindo, linda, dichoso, dichosa"
    ),
    plurals=("es", "as", "os", "a", "o", "s"),
    kind_first=True,
    ordinals=(
        listed("primero, primera, primer, número uno, número 1"),
        listed("segundo, segunda, número dos, número 2"),
        listed("tercero, tercera, tercer, número tres, número 3"),
        listed("cuarto, cuarta, número cuatro, número 4"),
    ),
    last=listed("último, última"),
    both=listed("las dos, los dos, ambos, ambas, dos"),
    all=listed("todas, todos, las tres, los tres, las cuatro, los cuatro, todas ellas, todos ellos"),
    idle=listed(
        "el, la, los, las, de, del, en, al, a, que, está, quiero, decir, digo, por, favor, es, mi, pues, eh, sí, vale, ese, esa, lo"
    ),
    water=WaterWords(
        names=r"(?:(?:llave|válvula|paso|toma|corte|entrada|suministro) (?:general |principal )?(?:del? )?)?agua(?: .*)?",
        others=word_set("gas caliente calefacción radiador caldera aire"),
    ),
)
