"""What states are called in French."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.states.words import StateWords, word_lists, word_map, word_pairs

WORDS = StateWords(
    states=word_map(
        """
        on: allumé
        off: éteint
        open: ouvert
        closed: fermé
        opening: en cours d'ouverture
        closing: en cours de fermeture
        locked: verrouillé
        unlocked: déverrouillé
        locking: en cours de verrouillage
        unlocking: en cours de déverrouillage
        jammed: bloqué
        home: à la maison
        not_home: absent
        unavailable: injoignable
        unknown: inconnu
        idle: inactif
        playing: en lecture
        paused: en pause
        standby: en veille
        buffering: en chargement
        heat: en mode chauffage
        cool: en mode refroidissement
        heat_cool: en mode chauffage ou refroidissement
        auto: en mode automatique
        dry: en mode déshumidification
        fan_only: en mode ventilation
        docked: à sa base
        cleaning: en train d'aspirer
        returning: sur le retour
        mowing: en train de tondre
        error: en panne
        armed_home: armé pour la maison
        armed_away: armé pour l'absence
        armed_night: armé pour la nuit
        armed_vacation: armé pour les vacances
        armed_custom_bypass: armé
        disarmed: désarmé
        arming: en cours d'armement
        disarming: en cours de désarmement
        pending: sur le point de se déclencher
        triggered: déclenché
        charging: en charge
        discharging: en décharge
        not_charging: pas en charge
        above_horizon: au-dessus de l'horizon
        below_horizon: sous l'horizon
        active: actif
        """
    ),
    sensors=word_pairs(
        """
        battery: faible / normal
        battery_charging: en charge / pas en charge
        carbon_monoxide: détecté / non détecté
        cold: froid / normal
        connectivity: connecté / déconnecté
        door: ouvert / fermé
        garage_door: ouvert / fermé
        gas: détecté / non détecté
        heat: chaud / normal
        light: éclairé / sombre
        lock: déverrouillé / verrouillé
        moisture: humide / sec
        motion: détecté / non détecté
        moving: en mouvement / immobile
        occupancy: occupé / libre
        opening: ouvert / fermé
        plug: branché / débranché
        power: allumé / éteint
        presence: à la maison / absent
        problem: en panne / en ordre
        running: en marche / à l'arrêt
        safety: pas sûr / sûr
        smoke: détecté / non détecté
        sound: détecté / non détecté
        tamper: forcé / intact
        update: pas à jour / à jour
        vibration: détecté / non détecté
        window: ouvert / fermé
        """
    ),
    places=word_lists(
        """
        home: maison / la maison / chez nous / chez moi / chez lui / chez elle / chez soi / là
        not_home: absent / absente / absents / absentes / sorti / sortie / sortis / sorties / parti / partie / partis / parties / dehors
        work: travail / boulot / bureau
        school: école / collège / lycée
        """
    ),
    yes="Oui",
    no="Non",
    contrary="Si",
    joint=" et ",
    either=" ou ",
    which_way="{command}, ou {other} ?",
    at_home="{name} est à la maison",
    away="{name} n'est pas à la maison",
    in_zone="{name} est dans la zone {zone}",
    unreachable="Je n'arrive pas à joindre {names}",
    unclear="Je ne connais pas l'état de {names}",
    nothing_of_kind="Je ne connais rien de tel à cet endroit",
    nobody="Personne",
    nowhere="Nulle part",
    none_of_them="Aucune",
    no_people="On ne me dit pas où sont les gens",
    unknown_place="Je ne connais aucun lieu nommé {zone}",
)
