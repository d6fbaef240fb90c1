"""What states are called in French."""

# ruff: noqa: E501 - tables of words, which lines of one kind keep readable

from wyoming_morgan.agent.language.nouns import fr
from wyoming_morgan.agent.language.states.words import StateWords, word_lists, word_map, word_pairs

WORDS = StateWords(
    states=word_map(
        """
        on: allumé[,e,s,es]
        off: éteint[,e,s,es]
        open: ouvert[,e,s,es]
        closed: fermé[,e,s,es]
        opening: en cours d'ouverture
        closing: en cours de fermeture
        locked: verrouillé[,e,s,es]
        unlocked: déverrouillé[,e,s,es]
        locking: en cours de verrouillage
        unlocking: en cours de déverrouillage
        jammed: bloqué[,e,s,es]
        home: à la maison
        not_home: absent
        unavailable: injoignable
        unknown: inconnu[,e,s,es]
        idle: inacti[f,ve,fs,ves]
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
        armed_home: armé[,e,s,es] pour la maison
        armed_away: armé[,e,s,es] pour l'absence
        armed_night: armé[,e,s,es] pour la nuit
        armed_vacation: armé[,e,s,es] pour les vacances
        armed_custom_bypass: armé[,e,s,es]
        disarmed: désarmé[,e,s,es]
        arming: en cours d'armement
        disarming: en cours de désarmement
        pending: sur le point de se déclencher
        triggered: déclenché[,e,s,es]
        charging: en charge
        discharging: en décharge
        not_charging: pas en charge
        above_horizon: au-dessus de l'horizon
        below_horizon: sous l'horizon
        active: acti[f,ve,fs,ves]
        """
    ),
    sensors=word_pairs(
        """
        battery: faible[,,s,s] / norma[l,le,ux,les]
        battery_charging: en charge / pas en charge
        carbon_monoxide: détecté[,e,s,es] / non détecté[,e,s,es]
        cold: froid[,e,s,es] / norma[l,le,ux,les]
        connectivity: connecté[,e,s,es] / déconnecté[,e,s,es]
        door: ouvert[,e,s,es] / fermé[,e,s,es]
        garage_door: ouvert[,e,s,es] / fermé[,e,s,es]
        gas: détecté[,e,s,es] / non détecté[,e,s,es]
        heat: chaud[,e,s,es] / norma[l,le,ux,les]
        light: éclairé[,e,s,es] / sombre[,,s,s]
        lock: déverrouillé[,e,s,es] / verrouillé[,e,s,es]
        moisture: humide[,,s,s] / [sec,sèche,secs,sèches]
        motion: détecté[,e,s,es] / non détecté[,e,s,es]
        moving: en mouvement / immobile
        occupancy: occupé[,e,s,es] / libre[,,s,s]
        opening: ouvert[,e,s,es] / fermé[,e,s,es]
        plug: branché[,e,s,es] / débranché[,e,s,es]
        power: allumé[,e,s,es] / éteint[,e,s,es]
        presence: à la maison / absent
        problem: en panne / en ordre
        running: en marche / à l'arrêt
        safety: pas sûr[,e,s,es] / sûr[,e,s,es]
        smoke: détecté[,e,s,es] / non détecté[,e,s,es]
        sound: détecté[,e,s,es] / non détecté[,e,s,es]
        tamper: forcé[,e,s,es] / intact[,e,s,es]
        update: pas à jour / à jour
        vibration: détecté[,e,s,es] / non détecté[,e,s,es]
        window: ouvert[,e,s,es] / fermé[,e,s,es]
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
    is_so="{name} [est,est,sont,sont] {state}",
    is_not_so="Non, [il est,elle est,ils sont,elles sont] {state}",
    nouns=fr.NOUNS,
    at_home="{name} est à la maison",
    away="{name} n'est pas à la maison",
    in_zone="{name} est dans la zone {zone}",
    unreachable="Je n'arrive pas à joindre {names}",
    unclear="Je ne connais pas l'état de {names}",
    nothing_of_kind="Je ne connais rien de tel à cet endroit",
    nobody="Personne",
    nowhere="Nulle part",
    none_of_them="Aucun[,e,,e]",
    no_people="On ne me dit pas où sont les gens",
    unknown_place="Je ne connais aucun lieu nommé {zone}",
)
