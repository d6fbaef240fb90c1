"""What tells a command from free text in Spanish."""

from wyoming_morgan.agent.language.free_text.words import FreeTextWords
from wyoming_morgan.agent.language.words import word_set

WORDS = FreeTextWords(
    play=word_set("reproduce reproducir escuchar escucha oír toca"),
    player=word_set(
        """
        pausa reproducción stop parar siguiente anterior continúa continuar reanuda silencio
        silencia volumen canción pista tema
        """
    ),
    running=frozenset({"en marcha", "a funcionar"}),
    tasks=word_set("temporizador temporizadores alarma alarmas despertador recordatorio recuérdame cuenta"),
    shopping=word_set("compra compras"),
    some=word_set("un una unos unas"),
    moments=word_set("a las la para en de mañana hoy tarde noche mediodía medianoche"),
    requests=word_set("petición orden pregunta solicitud"),
    lists=word_set("lista listas"),
    kinds=word_set(
        """
        calefacción termostato luz luces lámpara lámparas persiana persianas cortina
        cortinas toldo puerta ventana ventilador aspiradora volumen brillo temperatura
        radiador aire
        """
    ),
    units=word_set(
        """
        grado grados ciento porciento minuto minutos hora horas segundo segundos celsius
        fahrenheit
        """
    ),
    values=word_set(
        """
        mitad medio media cuarto máximo mínimo tope rojo verde azul amarillo blanco cálido
        frío
        """
    ),
    plays=word_set("reproduce reproducir reproduzca"),
    media=word_set(
        """
        música canción canciones tema temas pista track radio emisora cadena canal
        podcast podcasts disco discos álbum álbumes lista playlist artista grupo
        cantante película películas peli serie series programa capítulo episodio vídeo
        video vídeos videos concierto noticias telediario informativo audiolibro nana
        villancicos éxitos
        """
    ),
    openings=word_set(
        """
        con sin contra en por para de desde hasta sobre entre bajo tras no más menos
        otro otra otros otras me te se nos os le les lo tu tus su sus vuestro vuestra
        eso esto aquello ese esa este esta aquel aquella aquí allí ahí acá allá fuera
        dentro arriba abajo encima debajo delante detrás bien mal mejor peor cuidado
        quien quién que qué cuando cómo como donde dónde si fin verde
        """
    ),
    for_us=word_set("a"),
)
