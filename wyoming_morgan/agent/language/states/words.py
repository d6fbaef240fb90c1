"""The words for the states of things, and the sentences about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wyoming_morgan.agent.language.nouns.words import Form, NounWords, agreeing, has_gender


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
    is_so: str
    """Of a thing: {name} and {state}; it agrees with the name."""
    is_not_so: str
    """To a question whether a thing is otherwise: {state}; it agrees with the name."""
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
    nouns: NounWords = field(default_factory=NounWords)
    """Those with which the words for states agree."""
    not_all: str = ""
    """That some are not as asked: {names}; without it, home-assistant-intents has good words for it."""

    def text_of(self, state: str, domain: str, device_class: object, name: str = "") -> str:
        """Return what a state is called; a number and a text of a device stay as they are.

        It agrees with the name of the thing, or with what such a thing is called.
        """
        word = self._word(state, domain, device_class) or state.replace("_", " ")
        return agreeing(word, self._form(name, domain, device_class))

    def told(self, name: str, state: str, domain: str, device_class: object) -> str:
        """Return the sentence that tells the state of a thing; an empty one of a number or another text.

        Where nothing tells the gender of the name, it says what the thing is: “la luz Zenit está apagada”.
        """
        word = self._word(state, domain, device_class)
        if not word:
            return ""
        form, noun = self.nouns.form_of(name), self.nouns.kind(domain, device_class)
        if form is None and noun.phrase and has_gender(word):
            name = f"{noun.phrase[0].upper()}{noun.phrase[1:]} {name}"
        form = noun.form if form is None else form
        return agreeing(self.is_so, form).format(name=name, state=agreeing(word, form))

    def contradicted(self, name: str, state: str, domain: str, device_class: object) -> str:
        """Return the answer to whether a thing is otherwise; an empty one of a number or another text."""
        word, form = self._word(state, domain, device_class), self._form(name, domain, device_class)
        return agreeing(self.is_not_so, form).format(state=agreeing(word, form)) if word else ""

    def none_of(self, domain: str, device_class: object) -> str:
        """Return that none of the things of a kind is so."""
        return agreeing(self.none_of_them, self.nouns.kind(domain, device_class).form)

    def _word(self, state: str, domain: str, device_class: object) -> str:
        pair = self.sensors.get(device_class) if isinstance(device_class, str) else None
        if domain == "binary_sensor" and pair and state in {"on", "off"}:
            return pair[state == "off"]
        return self.states.get(state, "")

    def _form(self, name: str, domain: str, device_class: object) -> Form:
        form = self.nouns.form_of(name)
        return self.nouns.kind(domain, device_class).form if form is None else form

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
