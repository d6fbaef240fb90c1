"""How a language says when something is done."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DelayWords:
    """The words for now and later."""

    now: str
    later: str
    """“in {time}”."""
    hours: tuple[str, str]
    """One, and several."""
    minutes: tuple[str, str]
    seconds: tuple[str, str]
    joint: str
    """What stands between two commands: “and”."""
    openings: tuple[str, ...] = ()
    """Other words before the time of a delay than those of `later`: “after”."""
    short_openings: tuple[str, ...] = ()
    """The same before minutes and seconds only, as hours behind them may be a time of day: “na 8 uur”."""

    def of(self, hours: object, minutes: object, seconds: object) -> str:
        """Return a delay in words; empty if it has no time."""
        units = ((hours, self.hours), (minutes, self.minutes), (seconds, self.seconds))
        spoken = [
            f"{count} {words[str(count) != '1']}" for count, words in units if count not in {None, 0, ""}
        ]
        return self.later.format(time=" ".join(spoken)) if spoken else ""
