"""What states are called in Italian."""

from wyoming_morgan.agent.language.states.words import StateWords, word_lists, word_map, word_pairs

WORDS = StateWords(
    states=word_map(
        """
        on: acceso
        off: spento
        open: aperto
        closed: chiuso
        opening: in apertura
        closing: in chiusura
        locked: chiuso a chiave
        unlocked: aperto senza chiave
        locking: in blocco
        unlocking: in sblocco
        jammed: inceppato
        home: a casa
        not_home: fuori casa
        unavailable: irraggiungibile
        unknown: sconosciuto
        idle: inattivo
        playing: in riproduzione
        paused: in pausa
        standby: in attesa
        buffering: in caricamento
        heat: in modalità riscaldamento
        cool: in modalità raffreddamento
        heat_cool: in modalità riscaldamento o raffreddamento
        auto: in automatico
        dry: in modalità deumidificazione
        fan_only: in modalità ventilazione
        docked: alla base
        cleaning: in pulizia
        returning: di ritorno
        mowing: in taglio
        error: in errore
        armed_home: inserito per casa
        armed_away: inserito per assenza
        armed_night: inserito per la notte
        armed_vacation: inserito per le vacanze
        armed_custom_bypass: inserito
        disarmed: disinserito
        arming: in inserimento
        disarming: in disinserimento
        pending: in procinto di scattare
        triggered: scattato
        charging: in carica
        discharging: in scarica
        not_charging: non in carica
        above_horizon: sopra l'orizzonte
        below_horizon: sotto l'orizzonte
        active: attivo
        """
    ),
    sensors=word_pairs(
        """
        battery: scarico / normale
        battery_charging: in carica / non in carica
        carbon_monoxide: rilevato / non rilevato
        cold: freddo / normale
        connectivity: connesso / disconnesso
        door: aperto / chiuso
        garage_door: aperto / chiuso
        gas: rilevato / non rilevato
        heat: caldo / normale
        light: illuminato / buio
        lock: aperto senza chiave / chiuso a chiave
        moisture: bagnato / asciutto
        motion: rilevato / non rilevato
        moving: in movimento / fermo
        occupancy: occupato / libero
        opening: aperto / chiuso
        plug: collegato / scollegato
        power: acceso / spento
        presence: a casa / fuori casa
        problem: guasto / a posto
        running: in funzione / fermo
        safety: non sicuro / sicuro
        smoke: rilevato / non rilevato
        sound: rilevato / non rilevato
        tamper: manomesso / intatto
        update: da aggiornare / aggiornato
        vibration: rilevato / non rilevato
        window: aperto / chiuso
        """
    ),
    places=word_lists(
        """
        home: casa
        not_home: fuori / fuori casa / via / assente
        work: lavoro / ufficio
        school: scuola
        """
    ),
    yes="Sì",
    no="No",
    contrary="Sì",
    joint=" e ",
    either=" o ",
    which_way="{command}, o {other}?",
    at_home="{name} è a casa",
    away="{name} è fuori casa",
    in_zone="{name} è in {zone}",
    unreachable="Non riesco a raggiungere {names}",
    unclear="Non conosco lo stato di {names}",
    nothing_of_kind="Non conosco nulla del genere in quel posto",
    nobody="Nessuno",
    nowhere="Da nessuna parte",
    none_of_them="Nessuna",
    no_people="Non mi viene detto dove sono le persone",
    unknown_place="Non conosco nessun luogo chiamato {zone}",
)
