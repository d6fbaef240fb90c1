"""Writes durations as the sentences have them: “4.5 hours”, “1h25”, and a delay within a command."""

from __future__ import annotations

import re

from wyoming_morgan.agent.language.delays import DelayWords

_PARTED = re.compile(r"\b(\d{1,2}) ?h ?(\d{1,2})\b", re.IGNORECASE)
"""“1h25”."""


def plainer_durations(text: str, delays: DelayWords) -> str:
    """Return a text with whole hours, minutes and seconds, and with a delay at its beginning.

    Args:
        text: What was said.
        delays: The words of its language for hours, minutes and seconds.
    """
    whole = _PARTED.sub(lambda parts: _both(parts[1], delays.hours, parts[2], delays.minutes, delays), text)
    for unit, smaller in ((delays.hours, delays.minutes), (delays.minutes, delays.seconds)):
        whole = decimal(unit).sub(lambda parts: _parts(parts, unit, smaller, delays), whole)  # noqa: B023 - used at once
    return _led_by_its_delay(whole, delays)


def decimal(unit: tuple[str, str]) -> re.Pattern[str]:
    """Return the expression of a decimal number of a unit: “4.5 hours”."""
    return re.compile(rf"\b(\d{{1,2}})[.,](\d{{1,2}}) (?:{'|'.join(map(re.escape, unit))})\b", re.IGNORECASE)


def delay_within(delays: DelayWords) -> re.Pattern[str]:
    """Return the expression of a sentence with a delay before its last word."""
    units = "|".join(map(re.escape, {*delays.hours, *delays.minutes, *delays.seconds}))
    time = delays.later.format(time=rf"\S{{1,20}} (?:{units})")
    return re.compile(rf"(.+?) ({time}) (\S+)", re.IGNORECASE)


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


def _led_by_its_delay(text: str, delays: DelayWords) -> str:
    """Return “schalte die Lampe in 30 Minuten ein” with its delay first."""
    inner = delay_within(delays).fullmatch(text)
    if inner is None or inner[3].casefold() not in delays.behind:
        return text
    return f"{inner[2]} {inner[1]} {inner[3]}"
