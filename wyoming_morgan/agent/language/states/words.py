"""The words for the states of things, and the sentences about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateWords:
    """The words of one language. Sentences with a placeholder are filled with `str.format`."""

    states: Mapping[str, str]
    """What the states of Home Assistant are called."""
    sensors: Mapping[str, tuple[str, str]]
    """What `on` and `off` mean for a binary sensor of a device class."""
    places: Mapping[str, tuple[str, ...]]
    """What people call the places where somebody is, by the state of a person there."""
    yes: str
    no: str
    contrary: str
    """To “is no window open” if one is: the no, or the yes, by which a language says the contrary."""
    joint: str
    """Between the last two of several names."""
    either: str
    """The same of names among which to choose."""
    which_way: str
    """Asks which of two opposites is meant: {command} is the one, {other} the word of the other."""
    at_home: str
    """Of a person: {name}."""
    away: str
    """Of a person: {name}."""
    in_zone: str
    """Of a person: {name} and {zone}."""
    unreachable: str
    """Of things that are unavailable: {names}."""
    unclear: str
    """Of things that report no state: {names}."""
    nothing_of_kind: str
    """To a question about a kind of thing that is not there."""
    nobody: str
    nowhere: str
    none_of_them: str
    no_people: str
    """To a question about people when it is not known where anybody is."""
    unknown_place: str
    """To a question about a place that is not known: {zone}."""
    not_all: str = ""
    """That some are not as asked: {names}; without it, home-assistant-intents has good words for it."""

    def text_of(self, state: str, domain: str, device_class: object) -> str:
        """Return what a state is called; a number and a text of a device stay as they are."""
        pair = self.sensors.get(device_class) if isinstance(device_class, str) else None
        if domain == "binary_sensor" and pair and state in {"on", "off"}:
            return pair[state == "off"]
        return self.states.get(state) or state.replace("_", " ")

    def list_of(self, names: list[str]) -> str:
        """Return names as they are listed in a sentence."""
        return _listed(names, self.joint)

    def one_of(self, names: list[str]) -> str:
        """Return names as they are listed in a question that asks for one of them."""
        return _listed(names, self.either)


def _listed(names: list[str], joint: str) -> str:
    *others, last = list(dict.fromkeys(names)) or [""]
    return f"{', '.join(others)}{joint}{last}" if others else last


def word_map(text: str) -> dict[str, str]:
    """Return what is on the lines of a text, each a state, a colon and its words."""
    lines = (line.partition(":") for line in text.strip().splitlines())
    return {state.strip(): words.strip() for state, _, words in lines}


def word_lists(text: str) -> dict[str, tuple[str, ...]]:
    """Return what is on the lines of a text, each a state, a colon, and its names between slashes."""
    lists = word_map(text).items()
    return {state: tuple(word.strip() for word in words.split("/")) for state, words in lists}


def word_pairs(text: str) -> dict[str, tuple[str, str]]:
    """Return what is on the lines of a text, each a class, a colon, and the words for on and off."""
    pairs = ((name, words.partition("/")) for name, words in word_map(text).items())
    return {name: (on.strip(), off.strip()) for name, (on, _, off) in pairs}
