"""What states are called in Spanish."""

from wyoming_morgan.agent.language.nouns import es
from wyoming_morgan.agent.language.states.words import StateWords, word_lists, word_map, word_pairs

WORDS = StateWords(
    states=word_map(
        """
        on: encendid[o,a,os,as]
        off: apagad[o,a,os,as]
        open: abiert[o,a,os,as]
        closed: cerrad[o,a,os,as]
        opening: abriéndose
        closing: cerrándose
        locked: cerrad[o,a,os,as] con llave
        unlocked: abiert[o,a,os,as] sin llave
        locking: bloqueándose
        unlocking: desbloqueándose
        jammed: atascad[o,a,os,as]
        home: en casa
        not_home: fuera
        unavailable: inaccesible[,,s,s]
        unknown: desconocid[o,a,os,as]
        idle: inactiv[o,a,os,as]
        playing: reproduciendo
        paused: en pausa
        standby: en espera
        buffering: cargando contenido
        heat: en modo calefacción
        cool: en modo refrigeración
        heat_cool: en modo calefacción o refrigeración
        auto: en automático
        dry: en modo secado
        fan_only: en modo ventilación
        docked: en su base
        cleaning: limpiando
        returning: volviendo a su base
        mowing: cortando el césped
        error: averiad[o,a,os,as]
        armed_home: armad[o,a,os,as] en casa
        armed_away: armad[o,a,os,as] por ausencia
        armed_night: armad[o,a,os,as] para la noche
        armed_vacation: armad[o,a,os,as] por vacaciones
        armed_custom_bypass: armad[o,a,os,as]
        disarmed: desarmad[o,a,os,as]
        arming: armándose
        disarming: desarmándose
        pending: a punto de dispararse
        triggered: disparad[o,a,os,as]
        charging: cargando
        discharging: descargando
        not_charging: sin cargar
        above_horizon: sobre el horizonte
        below_horizon: bajo el horizonte
        active: activ[o,a,os,as]
        """
    ),
    sensors=word_pairs(
        """
        battery: baj[o,a,os,as] / normal[,,es,es]
        battery_charging: cargando / sin cargar
        carbon_monoxide: detectad[o,a,os,as] / no detectad[o,a,os,as]
        cold: frí[o,a,os,as] / normal[,,es,es]
        connectivity: conectad[o,a,os,as] / desconectad[o,a,os,as]
        door: abiert[o,a,os,as] / cerrad[o,a,os,as]
        garage_door: abiert[o,a,os,as] / cerrad[o,a,os,as]
        gas: detectad[o,a,os,as] / no detectad[o,a,os,as]
        heat: caliente[,,s,s] / normal[,,es,es]
        light: iluminad[o,a,os,as] / oscur[o,a,os,as]
        lock: abiert[o,a,os,as] sin llave / cerrad[o,a,os,as] con llave
        moisture: húmed[o,a,os,as] / sec[o,a,os,as]
        motion: detectad[o,a,os,as] / no detectad[o,a,os,as]
        moving: en movimiento / quiet[o,a,os,as]
        occupancy: ocupad[o,a,os,as] / libre[,,s,s]
        opening: abiert[o,a,os,as] / cerrad[o,a,os,as]
        plug: enchufad[o,a,os,as] / desenchufad[o,a,os,as]
        power: encendid[o,a,os,as] / apagad[o,a,os,as]
        presence: en casa / fuera
        problem: averiad[o,a,os,as] / en orden
        running: en marcha / parad[o,a,os,as]
        safety: insegur[o,a,os,as] / segur[o,a,os,as]
        smoke: detectad[o,a,os,as] / no detectad[o,a,os,as]
        sound: detectad[o,a,os,as] / no detectad[o,a,os,as]
        tamper: manipulad[o,a,os,as] / intact[o,a,os,as]
        update: sin actualizar / actualizad[o,a,os,as]
        vibration: detectad[o,a,os,as] / no detectad[o,a,os,as]
        window: abiert[o,a,os,as] / cerrad[o,a,os,as]
        """
    ),
    places=word_lists(
        """
        home: casa / hogar
        not_home: fuera / fuera de casa / ausente / ausentes
        work: trabajo / oficina
        school: escuela / colegio / instituto
        """
    ),
    yes="Sí",
    no="No",
    contrary="Sí",
    joint=" y ",
    either=" o ",
    which_way="¿{command}, o {other}?",
    is_so="{name} [está,está,están,están] {state}",
    is_not_so="No, [está,está,están,están] {state}",
    nouns=es.NOUNS,
    at_home="{name} está en casa",
    away="{name} está fuera",
    in_zone="{name} está en {zone}",
    unreachable="No puedo contactar con {names}",
    unclear="No conozco el estado de {names}",
    nothing_of_kind="No conozco nada así en ese lugar",
    nobody="Nadie",
    nowhere="En ningún sitio",
    none_of_them="Ningun[o,a,o,a]",
    no_people="No me dicen dónde está nadie",
    not_all="No, {names} no",
    unknown_place="No conozco ningún lugar llamado {zone}",
)
