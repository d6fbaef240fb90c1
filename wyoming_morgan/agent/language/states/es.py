"""What states are called in Spanish."""

from wyoming_morgan.agent.language.states.words import StateWords, word_lists, word_map, word_pairs

WORDS = StateWords(
    states=word_map(
        """
        on: encendido
        off: apagado
        open: abierto
        closed: cerrado
        opening: abriéndose
        closing: cerrándose
        locked: cerrado con llave
        unlocked: abierto sin llave
        locking: bloqueándose
        unlocking: desbloqueándose
        jammed: atascado
        home: en casa
        not_home: fuera
        unavailable: inaccesible
        unknown: desconocido
        idle: inactivo
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
        error: averiado
        armed_home: armado en casa
        armed_away: armado por ausencia
        armed_night: armado para la noche
        armed_vacation: armado por vacaciones
        armed_custom_bypass: armado
        disarmed: desarmado
        arming: armándose
        disarming: desarmándose
        pending: a punto de dispararse
        triggered: disparado
        charging: cargando
        discharging: descargando
        not_charging: sin cargar
        above_horizon: sobre el horizonte
        below_horizon: bajo el horizonte
        active: activo
        """
    ),
    sensors=word_pairs(
        """
        battery: bajo / normal
        battery_charging: cargando / sin cargar
        carbon_monoxide: detectado / no detectado
        cold: frío / normal
        connectivity: conectado / desconectado
        door: abierto / cerrado
        garage_door: abierto / cerrado
        gas: detectado / no detectado
        heat: caliente / normal
        light: iluminado / oscuro
        lock: abierto sin llave / cerrado con llave
        moisture: húmedo / seco
        motion: detectado / no detectado
        moving: en movimiento / quieto
        occupancy: ocupado / libre
        opening: abierto / cerrado
        plug: enchufado / desenchufado
        power: encendido / apagado
        presence: en casa / fuera
        problem: averiado / en orden
        running: en marcha / parado
        safety: inseguro / seguro
        smoke: detectado / no detectado
        sound: detectado / no detectado
        tamper: manipulado / intacto
        update: sin actualizar / actualizado
        vibration: detectado / no detectado
        window: abierto / cerrado
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
    at_home="{name} está en casa",
    away="{name} está fuera",
    in_zone="{name} está en {zone}",
    unreachable="No puedo contactar con {names}",
    unclear="No conozco el estado de {names}",
    nothing_of_kind="No conozco nada así en ese lugar",
    nobody="Nadie",
    nowhere="En ningún sitio",
    none_of_them="Ninguna",
    no_people="No me dicen dónde está nadie",
    not_all="No, {names} no",
    unknown_place="No conozco ningún lugar llamado {zone}",
)
