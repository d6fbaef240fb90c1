"""What states are called in Italian."""

from wyoming_morgan.agent.language.nouns import it
from wyoming_morgan.agent.language.states.words import StateWords, word_lists, word_map, word_pairs

WORDS = StateWords(
    states=word_map(
        """
        on: acces[o,a,i,e]
        off: spent[o,a,i,e]
        open: apert[o,a,i,e]
        closed: chius[o,a,i,e]
        opening: in apertura
        closing: in chiusura
        locked: chius[o,a,i,e] a chiave
        unlocked: apert[o,a,i,e] senza chiave
        locking: in blocco
        unlocking: in sblocco
        jammed: inceppat[o,a,i,e]
        home: a casa
        not_home: fuori casa
        unavailable: irraggiungibil[e,e,i,i]
        unknown: sconosciut[o,a,i,e]
        idle: inattiv[o,a,i,e]
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
        armed_home: inserit[o,a,i,e] per casa
        armed_away: inserit[o,a,i,e] per assenza
        armed_night: inserit[o,a,i,e] per la notte
        armed_vacation: inserit[o,a,i,e] per le vacanze
        armed_custom_bypass: inserit[o,a,i,e]
        disarmed: disinserit[o,a,i,e]
        arming: in inserimento
        disarming: in disinserimento
        pending: in procinto di scattare
        triggered: scattat[o,a,i,e]
        charging: in carica
        discharging: in scarica
        not_charging: non in carica
        above_horizon: sopra l'orizzonte
        below_horizon: sotto l'orizzonte
        active: attiv[o,a,i,e]
        """
    ),
    sensors=word_pairs(
        """
        battery: scari[co,ca,chi,che] / normal[e,e,i,i]
        battery_charging: in carica / non in carica
        carbon_monoxide: rilevat[o,a,i,e] / non rilevat[o,a,i,e]
        cold: fredd[o,a,i,e] / normal[e,e,i,i]
        connectivity: conness[o,a,i,e] / disconness[o,a,i,e]
        door: apert[o,a,i,e] / chius[o,a,i,e]
        garage_door: apert[o,a,i,e] / chius[o,a,i,e]
        gas: rilevat[o,a,i,e] / non rilevat[o,a,i,e]
        heat: cald[o,a,i,e] / normal[e,e,i,i]
        light: illuminat[o,a,i,e] / bui[o,a,,e]
        lock: apert[o,a,i,e] senza chiave / chius[o,a,i,e] a chiave
        moisture: bagnat[o,a,i,e] / asciutt[o,a,i,e]
        motion: rilevat[o,a,i,e] / non rilevat[o,a,i,e]
        moving: in movimento / ferm[o,a,i,e]
        occupancy: occupat[o,a,i,e] / liber[o,a,i,e]
        opening: apert[o,a,i,e] / chius[o,a,i,e]
        plug: collegat[o,a,i,e] / scollegat[o,a,i,e]
        power: acces[o,a,i,e] / spent[o,a,i,e]
        presence: a casa / fuori casa
        problem: guast[o,a,i,e] / a posto
        running: in funzione / ferm[o,a,i,e]
        safety: non sicur[o,a,i,e] / sicur[o,a,i,e]
        smoke: rilevat[o,a,i,e] / non rilevat[o,a,i,e]
        sound: rilevat[o,a,i,e] / non rilevat[o,a,i,e]
        tamper: manomess[o,a,i,e] / intatt[o,a,i,e]
        update: da aggiornare / aggiornat[o,a,i,e]
        vibration: rilevat[o,a,i,e] / non rilevat[o,a,i,e]
        window: apert[o,a,i,e] / chius[o,a,i,e]
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
    is_so="{name} [è,è,sono,sono] {state}",
    is_not_so="No, [è,è,sono,sono] {state}",
    nouns=it.NOUNS,
    at_home="{name} è a casa",
    away="{name} è fuori casa",
    in_zone="{name} è in {zone}",
    unreachable="Non riesco a raggiungere {names}",
    unclear="Non conosco lo stato di {names}",
    nothing_of_kind="Non conosco nulla del genere in quel posto",
    nobody="Nessuno",
    nowhere="Da nessuna parte",
    none_of_them="Nessun[o,a,o,a]",
    no_people="Non mi viene detto dove sono le persone",
    unknown_place="Non conosco nessun luogo chiamato {zone}",
)
