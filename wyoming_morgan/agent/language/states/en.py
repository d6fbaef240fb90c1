"""What states are called in English."""

from wyoming_morgan.agent.language.states.words import StateWords, word_lists, word_map, word_pairs

WORDS = StateWords(
    states=word_map(
        """
        on: on
        off: off
        open: open
        closed: closed
        opening: opening
        closing: closing
        locked: locked
        unlocked: unlocked
        locking: being locked
        unlocking: being unlocked
        jammed: jammed
        home: at home
        not_home: away
        unavailable: unavailable
        unknown: unknown
        idle: idle
        playing: playing
        paused: paused
        standby: on standby
        buffering: buffering
        heat: set to heat
        cool: set to cool
        heat_cool: set to heat or cool
        auto: in automatic mode
        dry: set to dry
        fan_only: set to the fan only
        docked: docked
        cleaning: cleaning
        returning: returning
        mowing: mowing
        error: in trouble
        armed_home: armed for home
        armed_away: armed for away
        armed_night: armed for the night
        armed_vacation: armed for vacation
        armed_custom_bypass: armed
        disarmed: disarmed
        arming: being armed
        disarming: being disarmed
        pending: about to go off
        triggered: triggered
        charging: charging
        discharging: discharging
        not_charging: not charging
        above_horizon: above the horizon
        below_horizon: below the horizon
        active: active
        """
    ),
    sensors=word_pairs(
        """
        battery: low / normal
        battery_charging: charging / not charging
        carbon_monoxide: detected / clear
        cold: cold / normal
        connectivity: connected / disconnected
        door: open / closed
        garage_door: open / closed
        gas: detected / clear
        heat: hot / normal
        light: light / dark
        lock: unlocked / locked
        moisture: wet / dry
        motion: detected / clear
        moving: moving / still
        occupancy: occupied / clear
        opening: open / closed
        plug: plugged in / unplugged
        power: on / off
        presence: at home / away
        problem: in trouble / fine
        running: running / not running
        safety: unsafe / safe
        smoke: detected / clear
        sound: detected / clear
        tamper: tampered with / clear
        update: out of date / up to date
        vibration: detected / clear
        window: open / closed
        """
    ),
    places=word_lists(
        """
        home: home / at home / the house / house
        not_home: away / out / gone / not home / not at home / away from home / out of the house
        work: work / the office / office
        school: school
        """
    ),
    yes="Yes",
    no="No",
    contrary="No",
    joint=" and ",
    either=" or ",
    which_way="{command}, or {other}?",
    is_so="{name} is {state}",
    is_not_so="No, {state}",
    at_home="{name} is at home",
    away="{name} is away",
    in_zone="{name} is at {zone}",
    unreachable="I cannot reach {names}",
    unclear="I do not know the state of {names}",
    nothing_of_kind="I do not know of any such thing there",
    nobody="Nobody",
    nowhere="Nowhere",
    none_of_them="None of them",
    no_people="I am not told where anybody is",
    unknown_place="I know of no place called {zone}",
)
