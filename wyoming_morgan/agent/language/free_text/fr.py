"""What tells a command from free text in French."""

from wyoming_morgan.agent.language.free_text.words import FreeTextWords
from wyoming_morgan.agent.language.words import word_set

WORDS = FreeTextWords(
    play=word_set("joue jouer joues écoute écouter lecture"),
    player=word_set(
        """
        pause lecture stop arrêt suivant suivante précédent précédente reprends reprendre
        muet sourdine volume fort chanson morceau titre piste
        """
    ),
    running=frozenset({"en marche", "en route", "en service"}),
    tasks=word_set("minuteur minuterie timer alarme réveil rappel rappelle compte"),
    shopping=word_set("courses course achats achat shopping"),
    some=word_set("un une des du"),
    moments=word_set("à pour dans sur de demain aujourd hui matin soir midi minuit"),
    requests=word_set("demande commande ordre question requête"),
    lists=word_set("liste listes"),
    kinds=word_set(
        """
        chauffage thermostat lumière lumières lampe lampes éclairage store stores volet
        volets rideau rideaux porte fenêtre ventilateur aspirateur volume luminosité
        température radiateur clim climatisation
        """
    ),
    units=word_set(
        """
        degré degrés pourcent pour minute minutes heure heures seconde secondes h celsius
        fahrenheit
        """
    ),
    values=word_set(
        """
        moitié demi quart maximum minimum fond rouge vert bleu jaune blanc chaud froid
        éteint allumé
        """
    ),
    plays=word_set("joue joues jouer jouez"),
    media=word_set(
        """
        musique chanson chansons morceau morceaux titre piste radio station chaîne
        podcast podcasts disque album albums playlist artiste groupe chanteur chanteuse
        film films série épisode émission vidéo vidéos concert infos nouvelles
        actualités journal clip comptine berceuse tubes
        """
    ),
    openings=word_set(
        """
        avec sans contre en dans sur sous par pour chez vers entre à au aux pas plus
        moins ne dehors dedans dessus dessous devant derrière bien mal mieux doucement
        franc fin feu ça cela ceci ce cet cette ton ta tes votre vos y me te se lui leur
        leurs eux elle il ils elles on nous vous je tu toi qui que quoi quand comme
        comment où si tout tous toutes toute
        """
    ),
    for_us=word_set("moi"),
    games=word_set(
        """
        jeu jeux carte cartes échecs dames foot football tennis ballon balle cache-cache
        cache tour rôle victime comédie
        """
    ),
)
