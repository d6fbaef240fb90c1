"""Spanish."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from __future__ import annotations

from wyoming_morgan.agent.language.asking import es as asking
from wyoming_morgan.agent.language.covers import CoverWords
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.delays import DelayWords
from wyoming_morgan.agent.language.digits import es as digits
from wyoming_morgan.agent.language.free_text import es as free_text
from wyoming_morgan.agent.language.guarded import GuardedWords
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.lasting import es as lasting
from wyoming_morgan.agent.language.naming import es as naming
from wyoming_morgan.agent.language.replies import Replies, Verbs
from wyoming_morgan.agent.language.states import es as states
from wyoming_morgan.agent.language.telling import es as telling
from wyoming_morgan.agent.language.words import Words, word_set

LANGUAGE = Language(
    tag="es",
    words=Words(
        joining=word_set("y e luego también después"),
        articles=word_set("el la los las mi mis nuestro nuestra"),
        kinds=word_set("en de del a al escena escenario script luz luces lámpara lámparas"),
        both=(("tanto", "como"),),
        halves=(
            "y medio",
            "y media",
        ),
        decimal_points=word_set("coma punto"),
        amounts=(
            ("de hora y media", "de 90 minutos"),
            ("un grado y medio", "1.5 grados"),
            ("media hora", "30 minutos"),
            ("un cuarto de hora", "15 minutos"),
            ("tres cuartos de hora", "45 minutos"),
            ("una hora y media", "90 minutos"),
            ("hora y media", "90 minutos"),
            ("medio minuto", "30 segundos"),
            ("a la mitad", "al 50 por ciento"),
            ("a un tercio", "al 33 por ciento"),
            ("a un cuarto", "al 25 por ciento"),
        ),
        never_named=word_set(
            """
            mañana hoy ayer excepto salvo antes después mientras hasta luego
            yo tú tu él ella usted nosotros ellos ellas me te se nos os qué que quién quien
            cuándo cuando dónde donde cómo como cuál cuánto por porque es son está están
            estoy era fue ser hay ha he has han puedo puede puedes debo un una unos unas y o
            pero si no nunca todo toda todos todas cada ahora aquí allí favor esto eso esta
            este
            """
        ),
        floors=("planta baja", "planta alta", "primera planta", "segunda planta"),
        rewordings=(
            *(
                ("que", "qué"),
                ("cual", "cuál"),
                ("cuanto", "cuánto"),
                ("cuanta", "cuánta"),
                ("donde", "dónde"),
            ),
            *(("esta", "está"), ("quien", "quién")),
        ),
        everything=word_set("todo todos todas"),
    ),
    cues=Cues(
        yes=r"(?:sí|si|sip|claro|claro que sí|clarísimo|vale|ok|okay|de acuerdo|por supuesto|desde luego|"
        r"absolutamente|sin duda|seguro|estoy segur[oa]|hazlo|házlo|haz eso|adelante|dale|venga|"
        r"perfecto|bien|está bien|exacto|exactamente|confirmo|confirmado|correcto|eso es|afirmativo)",
        no=r"(?:no|nop|no gracias|mejor no|déjalo|cancela|cancélalo|cancelar|para|olvídalo|no lo hagas|"
        r"ni hablar|de ninguna manera|claro que no|por supuesto que no|ahora no|nunca)",
        filler=r"(?:eh+|em+|este|hm+|mhm|ah|oh|bueno|pues|entonces|ahora|ya|por favor|gracias|oye|morgan|"
        r"y|mismo|de verdad)",
        extra=r"(?:eh+|em+|este|hm+|mhm|ah|oh|bueno|pues|a ver|oye|vale|ok|okay|ahora|ahora mismo|ya|"
        r"ya mismo|inmediatamente|enseguida|de nuevo|otra vez|por favor|gracias|adiós|hola|oye morgan|muchas gracias|"
        r"mil gracias|para mí|alexa|siri|hey siri|ok(?:ay)? google|hey google|computer|jarvis|"
        r"hey jarvis|ok(?:ay)? nabu|hey nabu|hey mycroft|hey morgan|ok(?:ay)? morgan|morgan|"
        r"hey)",
        opens=r"(?:abre|ábrela|ábrelo|abrir|ábrela ya|desbloquea|desbloquéala|desbloquéalo|desarma|desármala)",
        polite=r"(?:^|\b)(?:por favor|gracias|oye morgan|oye|morgan)(?:\b|$)",
        question=r"(?:que(?! (?:[\w]+ ){1,5}?(?:vuelva|regrese|vaya|empiece|comience|pare|limpie|aspire|corte)n?\b)|"
        r"qué|quién|quien|cuándo|cuando|dónde|donde|cómo|como|por qué|cuál|cuáles|cuánt[oa]s?|está|están|es|son|"
        r"hay|hace|ha|han|he|debo|debería|tengo que|puedo|sabes|"
        r"(?:puedes|podrías) (?:decir|explicar|mostrar|contar)(?:me)?)\b",
        request=r"(?:puedes|podrías|puede|podría|quieres|me puedes)\b(?! (?:decir|explicar|mostrar|contar))",
        order=r"(?:enciende|encienda|prende|apaga|apague|abre|abra|cierra|cierre|pon|ponga|sube|baja|bloquea|desbloquea|inicia|"
        r"para|detén|reproduce|pausa|añade|agrega|quita|elimina|activa|desactiva|cambia|ajusta|limpia|aspira|echa)\b",
        negated=r"(?:no|nunca|jamás)\b",
        everywhere=r"\b(?:tod[oa]s?|en todas partes|cada|enter[oa])\b",
        claim=r"\b(?:he|hemos|ya he) (?:encendido|apagado|abierto|cerrado|puesto|bloqueado|desbloqueado|iniciado|parado|pausado|"
        r"añadido|quitado|eliminado|subido|bajado|cambiado|activado|desactivado|ajustado|hecho)\b"
        r"|\b(?:ha|han) sido (?:encendid|apagad|abiert|cerrad|bloquead)|\b(?:está|están) ahora |\bahora (?:está|están) "
        r"|^\W*+(?:(?:vale|ok|de acuerdo)\W*+)?(?:hecho|listo)\b|^\W*+(?:enciendo|apago|abro|cierro|pongo|encendiendo|apagando|abriendo|cerrando)\b",
        closing=r"\balgo más\b|\botra cosa\b|,\s*(?:¿\s*)?(?:verdad|no|cierto|no es así)\W*$",
        declines=r"\bno (?:(?:\w+ ){0,2}(?:puedo|pude|sé|encuentro|encontré|entiendo|he|hay|existe|está disponible|es posible|responde|funciona|tengo|"
        r"conozco|veo))\b|\b(?:imposible|falló|ningun[oa]? \w+|hay (?:dos|tres|varias|varios)|varias|varios|dime (?:cuál|qué|dónde)|"
        r"necesito saber|no se pudo)\b",
        done=r"[\u2713\u2714\u2705\u2611\U0001f44d]|\b(?:hecho|listo|ya está|todo listo|de acuerdo|sin problema|por supuesto)\b|"
        r"\b(?:está|están|debería estar|queda|quedan) (?:(?:ahora|ya) )*(?:encendid|apagad|abiert|cerrad|bloquead|desbloquead|activad|desactivad|"
        r"puest|en marcha|funcionando|list|añadid)|\b(?:temporizador|alarma|luz|lámpara|puerta) (?:encendid|apagad|abiert|cerrad|puest|iniciad|programad)",
        wish=r"^(?!.*\b(?:saber|preguntar|hablar|entender|aprender|comprar|cuént\w*|contar|explic\w*|historia)\b).*"
        r"\b(?:quiero|queremos|quisiera|quisiéramos|querría|necesito|necesitamos|(?:me|nos) gustaría|deseo|deseamos|prefiero|preferiría|hace falta|"
        r"hágase|que haya|que (?:esté|estén)|(?:debe|deben|debería|deberían|tiene que|tienen que) (?:estar|ser)|sería (?:bueno|mejor|genial)|"
        r"(?:demasiad[oa]|muy) (?:oscur[oa]|clar[oa]|brillante|fr[ií][oa]|caliente|calor|alt[oa]|fuerte|baj[oa]))\b",
        optative=r"que (?:haya|esté|estén|se haga)\b",
        state=r"^(?!.*\b(?:está|están|estaba|estaban|es|son|era|eran)\b).*\b(?:encendid[oa]s?|apagad[oa]s?|abiert[oa]s?|cerrad[oa]s?|"
        r"(?:más|menos) (?:alt[oa]|baj[oa]|fuerte|brillante|oscur[oa]|caliente|fr[ií][oa]|suave|clar[oa]|luz))(?:,? (?:por favor|ahora))*+\W*+$",
        kinds=r"\b(?:luz|luces|lámparas?|calefacción|termostato|temperatura|ventilador|persianas?|cortinas?|puertas?|ventanas?|cerradura|garaje|"
        r"tele\w*|altavo\w*|música|canción|volumen|radio|temporizador|alarma|lista|aspirador\w*|enchufe|escena)\b",
        remember=r"(?:recuerda|acuérdate de|no olvides|apunta)(?: que|:)? (.+)",
        forget=r"olvida(?: que| lo de| lo que dije de|:)? (?!eso$|esto$)(.+)",
        recall=r"(?:qué (?:recuerdas|sabes)|te acuerdas|recuerdas)(?: (?:de|del|sobre) (.+))?",
        why=r"por qué(?: (?:has hecho|hiciste|has dicho) eso| eso)?"
        r"|(?:qué|que) (?:acabas de hacer|has hecho|hiciste)",
        said=r"(?:qué|que) (?:acabo de decir|he dicho|dije)",
        undo=r"deshaz (?:eso|lo)|deshazlo|deshacer|deja(?:lo)? como estaba|revierte eso",
        too=r"(?:y también|y|también) (?!luego\b|qué\b|cómo\b)(.+?)(?: también)?|(.+?) también|(?:y qué hay de|y) (.+)|lo mismo (?:para|en|con) (.+)",
        it=r"\b(?:eso|esto)\b|(?<=[aeiou])(?:l[oa]s?)\b",
        again=r"(?<!\s)\s++(?:otra vez|de nuevo)$|^y |^luego ",
        other=r"(?:no,? )?(?:y |también )?(?:la|el) otr[oa](?: también)?",
        places=r"(?:en |el |la |los |las )*+",
        digits="cero uno dos tres cuatro cinco seis siete ocho nueve",
        other_digits="1 una 1 un",
        number=r"(?:cero|un[oa]?|dos|dós|tres|trés|cuatro|cinco|seis|séis|siete|ocho|nueve|diez|once|doce|trece|catorce|"
        r"quince|dieci|veinte|veinti|ún|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien(?:t[oa]s?)?|"
        r"quinientos|setecientos|novecientos|mil|y|doble)++",
    ),
    digits=digits.WORDS,
    states=states.WORDS,
    naming=naming.WORDS,
    telling=telling.WORDS,
    asking=asking.WORDS,
    lasting=lasting.WORDS,
    replies=Replies(
        understood="He entendido «{text}», pero aquí no tengo ninguna casa conectada.",
        which_room="¿En qué habitación?",
        which_one="¿Te refieres a {names}?",
        which_place="{name}: ¿{places}?",
        one_of_many="¿Cuál quieres decir? Dime su nombre o su habitación.",
        elsewhere="No he hecho nada: {name} está aquí: {place}.",
        confirm="¿De verdad hago esto: {what}?",
        offer="¿Pongo “{what}”?",
        confirm_pin="{what}: ¿cuál es el PIN?",
        wrong_pin="Ese no es el PIN. ¿Cuál es?",
        dropped="Tampoco era el PIN. Lo he dejado todo como está.",
        paused="Ha habido demasiados PIN incorrectos. Inténtalo más tarde.",
        cancelled="Lo dejo como está.",
        expired="Ha pasado demasiado tiempo. Dímelo otra vez.",
        doubtful="No puedo saber si ya se respondió. Dímelo otra vez.",
        not_yours="Solo acepto un sí de quien lo pidió, y donde lo pidió.",
        not_allowed="Eso requiere un PIN, y no tienes ninguno.",
        done="Hecho.",
        failed="No ha funcionado.",
        failed_part="No ha funcionado: {names}.",
        done_part="Hecho: {names}.",
        partly="Una parte no ha funcionado.",
        home_away="Ahora no puedo conectar con la casa, así que no he hecho nada.",
        level_unknown="No sé cómo está ajustado en este momento, así que no he cambiado nada.",
        no_model="Ahora no puedo pensar en eso: mi modelo de lenguaje no responde.",
        too_slow="Tardo demasiado en eso. Inténtalo otra vez, o pide menos.",
        nothing_said="No tengo respuesta a eso.",
        not_done="Todavía no he hecho nada. Dime exactamente qué debo hacer.",
        correction="Debo corregirme: no he hecho nada.",
        remembered="Lo recordaré.",
        not_remembered="Ahora no puedo recordar nada.",
        forgotten="Lo he olvidado.",
        one_by_one="Olvido las cosas de una en una. Quien me administra puede borrarlo todo a la vez.",
        which_fact="Recuerdo varias cosas así. ¿Cuál es?",
        nothing_known="No recuerdo nada de eso.",
        nothing_to_tell="Todavía no he hecho nada en esta conversación.",
        why="Dijiste «{text}». {how}",
        why_grammar="Por sus palabras lo entendí como una orden: {actions}.",
        why_model="Respondió el modelo de lenguaje y pidió: {actions}.",
        why_talk="No había ninguna orden, así que solo respondí.",
        delays=DelayWords(
            "ahora",
            "en {time}",
            ("hora", "horas"),
            ("minuto", "minutos"),
            ("segundo", "segundos"),
            "y",
            ("dentro de", "después de", "tras"),
        ),
        verbs=Verbs(
            unlock="desbloquear",
            lock="bloquear",
            open="abrir",
            close="cerrar",
            turn_on="encender",
            turn_off="apagar",
            change="cambiar",
            remember="recordar",
            forget="olvidar",
        ),
        said="Dijiste «{text}».",
        not_undone="No puedo deshacer eso por mi cuenta. Dime qué debo hacer.",
        everywhere="en toda la casa",
    ),
    free_text=free_text.WORDS,
    covers=CoverWords(
        words={
            "garage": word_set("garaje cochera"),
            "gate": word_set("portón verja"),
            "door": word_set("puerta"),
        },
    ),
    guarded=GuardedWords(
        access=word_set(
            """
            abrepuerta* alarma* barrera* bloquea bloquear bloqueo cajafuerte cancela* candado* cerradura*
            cerrojo* cierrecentralizado cochera* desarm* desbloque* garaje* llave llaves pestillo* portal
            portales porteroautomático portones portón puerta* reja rejas sirena* telefonillo* verja*
            videoportero*
            """
        ),
        heat=word_set(
            """
            barbacoa* brasero* caldera* calefac* calentador* chimenea* cocinaeléctrica electroválvula*
            estufa* fogones fogón freidora* grifo* horno* inducción llavedepaso parrilla* placa radiador*
            sauna* termo termoeléctrico vitro* vitrocerámica* válvula*
            """
        ),
        opening=word_set("abra abre abriendo abrir apertura desarm* desbloque*"),
        ways=word_set("entrada* zaguán"),
        harmless=word_set(
            """
            cámara* despertador música radio sensor* timbre* toalla* toallero* ventilador*
            """
        ),
        lights=word_set("bombilla* iluminación lámpara* luces luz"),
        beside=word_set("a al ante de del el en la las los para"),
        joining=word_set("luego y"),
    ),
)
