"""What states are called in Dutch."""

from wyoming_morgan.agent.language.states.words import StateWords, word_lists, word_map, word_pairs

WORDS = StateWords(
    states=word_map(
        """
        on: aan
        off: uit
        open: open
        closed: dicht
        opening: aan het opengaan
        closing: aan het dichtgaan
        locked: op slot
        unlocked: van het slot
        locking: op slot aan het gaan
        unlocking: van het slot aan het gaan
        jammed: geblokkeerd
        home: thuis
        not_home: niet thuis
        unavailable: onbereikbaar
        unknown: onbekend
        idle: inactief
        playing: aan het spelen
        paused: gepauzeerd
        standby: stand-by
        buffering: aan het laden
        heat: op verwarmen
        cool: op koelen
        heat_cool: op verwarmen of koelen
        auto: automatisch
        dry: op drogen
        fan_only: op ventileren
        docked: in het laadstation
        cleaning: aan het stofzuigen
        returning: op de terugweg
        mowing: aan het maaien
        error: in storing
        armed_home: ingeschakeld voor thuis
        armed_away: ingeschakeld voor afwezigheid
        armed_night: ingeschakeld voor de nacht
        armed_vacation: ingeschakeld voor vakantie
        armed_custom_bypass: ingeschakeld
        disarmed: uitgeschakeld
        arming: aan het inschakelen
        disarming: aan het uitschakelen
        pending: bijna aan het afgaan
        triggered: afgegaan
        charging: aan het opladen
        discharging: aan het ontladen
        not_charging: niet aan het opladen
        above_horizon: boven de horizon
        below_horizon: onder de horizon
        active: actief
        """
    ),
    sensors=word_pairs(
        """
        battery: zwak / normaal
        battery_charging: aan het opladen / niet aan het opladen
        carbon_monoxide: gedetecteerd / niet gedetecteerd
        cold: koud / normaal
        connectivity: verbonden / niet verbonden
        door: open / dicht
        garage_door: open / dicht
        gas: gedetecteerd / niet gedetecteerd
        heat: heet / normaal
        light: licht / donker
        lock: van het slot / op slot
        moisture: nat / droog
        motion: gedetecteerd / niet gedetecteerd
        moving: in beweging / stil
        occupancy: bezet / vrij
        opening: open / dicht
        plug: ingestoken / uitgetrokken
        power: aan / uit
        presence: thuis / niet thuis
        problem: in storing / in orde
        running: in werking / niet in werking
        safety: onveilig / veilig
        smoke: gedetecteerd / niet gedetecteerd
        sound: gedetecteerd / niet gedetecteerd
        tamper: gesaboteerd / intact
        update: verouderd / bijgewerkt
        vibration: gedetecteerd / niet gedetecteerd
        window: open / dicht
        """
    ),
    places=word_lists(
        """
        home: thuis / huis
        not_home: weg / afwezig / niet thuis / van huis / onderweg / de deur uit
        work: werk / het werk / kantoor
        school: school
        """
    ),
    yes="Ja",
    no="Nee",
    contrary="Jawel",
    joint=" en ",
    either=" of ",
    which_way="{command}, of {other}?",
    is_so="{name} is {state}",
    is_not_so="Nee, die is {state}",
    at_home="{name} is thuis",
    away="{name} is niet thuis",
    in_zone="{name} is in de zone {zone}",
    unreachable="Ik kan {names} niet bereiken",
    unclear="Ik ken de toestand van {names} niet",
    nothing_of_kind="Zoiets ken ik daar niet",
    nobody="Niemand",
    nowhere="Nergens",
    none_of_them="Geen enkele",
    no_people="Mij wordt niet verteld waar mensen zijn",
    unknown_place="Ik ken geen plaats die {zone} heet",
)
