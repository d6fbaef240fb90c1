"""What states are called in German."""

from wyoming_morgan.agent.language.states.words import StateWords, word_lists, word_map, word_pairs

WORDS = StateWords(
    states=word_map(
        """
        on: an
        off: aus
        open: offen
        closed: geschlossen
        opening: am Öffnen
        closing: am Schließen
        locked: abgeschlossen
        unlocked: aufgeschlossen
        locking: am Abschließen
        unlocking: am Aufschließen
        jammed: verklemmt
        home: zu Hause
        not_home: unterwegs
        unavailable: nicht erreichbar
        unknown: unbekannt
        idle: untätig
        playing: am Abspielen
        paused: angehalten
        standby: in Bereitschaft
        buffering: am Laden
        heat: auf Heizen
        cool: auf Kühlen
        heat_cool: auf Heizen oder Kühlen
        auto: auf Automatik
        dry: auf Trocknen
        fan_only: auf Lüften
        docked: in der Ladestation
        cleaning: am Saugen
        returning: auf dem Rückweg
        mowing: am Mähen
        error: gestört
        armed_home: scharf für zu Hause
        armed_away: scharf für unterwegs
        armed_night: scharf für die Nacht
        armed_vacation: scharf für den Urlaub
        armed_custom_bypass: scharf
        disarmed: unscharf
        arming: beim Scharfschalten
        disarming: beim Unscharfschalten
        pending: kurz vor dem Auslösen
        triggered: ausgelöst
        charging: am Laden
        discharging: am Entladen
        not_charging: nicht am Laden
        above_horizon: über dem Horizont
        below_horizon: unter dem Horizont
        active: aktiv
        """
    ),
    sensors=word_pairs(
        """
        battery: schwach / normal
        battery_charging: am Laden / nicht am Laden
        carbon_monoxide: erkannt / nicht erkannt
        cold: kalt / normal
        connectivity: verbunden / getrennt
        door: offen / geschlossen
        garage_door: offen / geschlossen
        gas: erkannt / nicht erkannt
        heat: heiß / normal
        light: hell / dunkel
        lock: aufgeschlossen / abgeschlossen
        moisture: feucht / trocken
        motion: erkannt / nicht erkannt
        moving: in Bewegung / in Ruhe
        occupancy: belegt / frei
        opening: offen / geschlossen
        plug: eingesteckt / ausgesteckt
        power: an / aus
        presence: zu Hause / unterwegs
        problem: gestört / in Ordnung
        running: am Laufen / nicht am Laufen
        safety: unsicher / sicher
        smoke: erkannt / nicht erkannt
        sound: erkannt / nicht erkannt
        tamper: manipuliert / unberührt
        update: veraltet / aktuell
        vibration: erkannt / nicht erkannt
        window: offen / geschlossen
        """
    ),
    places=word_lists(
        """
        home: zu Hause / zuhause / Zuhause / daheim / Hause / Haus / da
        not_home: unterwegs / weg / fort / außer Haus / nicht zu Hause / nicht zuhause / nicht da / abwesend
        work: Arbeit / der Arbeit / bei der Arbeit / arbeiten / Büro
        school: Schule / der Schule
        """
    ),
    yes="Ja",
    no="Nein",
    contrary="Doch",
    joint=" und ",
    either=" oder ",
    which_way="{command}, oder {other}?",
    is_so="{name} ist {state}",
    is_not_so="Nein, {state}",
    at_home="{name} ist zu Hause",
    away="{name} ist unterwegs",
    in_zone="{name} ist im Bereich {zone}",
    unreachable="Ich kann {names} nicht erreichen",
    unclear="Den Zustand von {names} kenne ich nicht",
    nothing_of_kind="So etwas kenne ich dort nicht",
    nobody="Niemand",
    nowhere="Nirgends",
    none_of_them="Keine davon",
    no_people="Mir wird nicht gesagt, wo jemand ist",
    unknown_place="Einen Ort namens {zone} kenne ich nicht",
)
