"""How English says that a state is to last for a time."""

from wyoming_morgan.agent.language.lasting.words import LastingWords
from wyoming_morgan.agent.language.words import word_set

WORDS = LastingWords(
    before=r"(?:only |just )?(?:for|during)(?: the next| about| around| only| just| another)?",
    between=word_set("more"),
    hours=word_set("hour hours hr hrs"),
    minutes=word_set("minute minutes min mins"),
    seconds=word_set("second seconds sec secs"),
    opposites=(
        ("on", "off"),
        ("off", "on"),
        ("open", "close"),
        ("close", "open"),
        ("shut", "open"),
        ("lock", "unlock"),
        ("unlock", "lock"),
        ("mute", "unmute"),
        ("unmute", "mute"),
        ("pause", "resume"),
        ("start", "stop"),
        ("activate", "deactivate"),
        ("enable", "disable"),
        ("disable", "enable"),
    ),
    on="turn on {name}",
    off="turn off {name}",
    open="open {name}",
    close="close {name}",
    there="in {area}",
    kept=(
        (r"^(?:keep|leave|have) (.+) (on|off)$", r"turn \1 \2"),
        (r"^(?:keep|leave|let) (.+) (?:run|running)$", r"turn on \1"),
        (r"^(?:keep|leave|have) (.+) open$", r"open \1"),
        (r"^(?:keep|leave|have) (.+) (?:closed|shut)$", r"close \1"),
    ),
    cannot="I cannot end that by myself after a time, so I have done nothing.",
)
