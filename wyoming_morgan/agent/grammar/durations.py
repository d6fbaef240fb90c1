"""Writes durations as the sentences have them: “4.5 hours”, “1h25”, and a delay before its command."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from functools import partial

from wyoming_morgan.agent.language.delays import DelayWords

_PARTED = re.compile(r"\b(\d{1,2})(?: ?h ?|u)(\d{1,2})(?: ?(?:m|mn|mins?)\b)?(?!\w)", re.IGNORECASE)
"""“1h25”, “1 h 25 min”, “1u25”."""
_LARGEST = 100
"""What the sentences count to."""


def plainer_durations(text: str, delays: DelayWords, joining: Container[str] = ()) -> str:
    """Return a text with whole hours, minutes and seconds, and with a delay before the command it is within.

    Args:
        text: What was said.
        delays: The words of its language for hours, minutes and seconds.
        joining: The words that join two commands.
    """

    def hours_and_minutes(parts: re.Match[str]) -> str:
        return _both(parts[1], delays.hours, parts[2], delays.minutes, delays)

    whole = timed(delays.hours).sub(hours_and_minutes, _PARTED.sub(hours_and_minutes, text))
    for unit, smaller in ((delays.hours, delays.minutes), (delays.minutes, delays.seconds)):
        whole = many(smaller).sub(partial(_carried, unit=unit, smaller=smaller, delays=delays), whole)
        whole = decimal(unit).sub(partial(_parts, unit=unit, smaller=smaller, delays=delays), whole)
    return _led_by_its_delay(whole, delays, joining)


def decimal(unit: tuple[str, str]) -> re.Pattern[str]:
    """Return the expression of a decimal number of a unit: “4.5 hours”."""
    return re.compile(rf"\b(\d{{1,2}})[.,](\d{{1,2}}) {_any(unit)}\b", re.IGNORECASE)


def _any(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})"


def timed(unit: tuple[str, str]) -> re.Pattern[str]:
    """Return the expression of “1:30 hours”."""
    return re.compile(rf"\b(\d{{1,2}}):([0-5]\d) {_any(unit)}\b", re.IGNORECASE)


def many(unit: tuple[str, str]) -> re.Pattern[str]:
    """Return the expression of more of a unit than the sentences count to: “150 minutes”."""
    return re.compile(rf"\b(\d{{3,4}}) {_any(unit)}\b", re.IGNORECASE)


def _carried(said: re.Match[str], unit: tuple[str, str], smaller: tuple[str, str], delays: DelayWords) -> str:
    """Return “150 minutes” as “2 hours and 30 minutes”."""
    count = int(said[1])
    whole, rest = divmod(count, 60) if count > _LARGEST else (0, count)
    return _both(str(whole), unit, str(rest), smaller, delays)


def delay(delays: DelayWords) -> re.Pattern[str]:
    """Return the expression of a delay in a sentence; one of its groups is the time."""
    short = {*delays.minutes, *delays.seconds}
    ways = [
        rf"(?:{'|'.join(map(re.escape, openings))}) {_time(units, delays.joint)}"
        for openings, units in (
            ((delays.later.format(time="").strip(), *delays.openings), {*delays.hours, *short}),
            (delays.short_openings, short),
        )
        if openings
    ]
    return re.compile(rf"(?<!\S)(?:{'|'.join(ways)})(?!\w)", re.IGNORECASE)


def _time(units: Iterable[str], joint: str) -> str:
    count = rf"[^\s,]{{1,20}} {_any(units)}"
    return rf"({count}(?: (?:{joint} )?{count})?)"


def _parts(parts: re.Match[str], unit: tuple[str, str], smaller: tuple[str, str], delays: DelayWords) -> str:
    rest = round(60 * float(f"0.{parts[2]}"))
    return _both(parts[1], unit, str(rest), smaller, delays)


def _both(count: str, unit: tuple[str, str], rest: str, smaller: tuple[str, str], delays: DelayWords) -> str:
    spoken = [
        f"{int(number)} {words[int(number) != 1]}"
        for number, words in ((count, unit), (rest, smaller))
        if int(number)
    ]
    return f" {delays.joint} ".join(spoken)


def _led_by_its_delay(text: str, delays: DelayWords, joining: Container[str]) -> str:
    """Return “schalte in 10 Minuten die Lampe ein” with its delay at the beginning of that command.

    A delay behind a command stays there: what stands behind it is another command.
    """
    said = delay(delays).search(text)
    if said is None:
        return text
    before, behind = text[: said.start()].split(), text[said.end() :].split()
    later = delays.later.format(time=next(filter(None, said.groups())))
    if not before:
        return f"{later} {' '.join(behind).lstrip(' ,;')}"
    first = max(
        (at for at, word in enumerate(before, 1) if word[-1] in ",;" or _is(word, joining)), default=0
    )
    if not behind or text[said.end()] in ",;" or _is(behind[0], joining):
        first = len(before)
    return " ".join([*before[:first], later, *before[first:], *behind])


def _is(word: str, joining: Container[str]) -> bool:
    return word.casefold() in joining
