"""Nouns of things, and the forms of words that agree with them.

A word that agrees is written with its endings: “abiert[o,a,os,as]”, one for each form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

_ENDINGS = re.compile(r"\[([^\[\]]*)\]")
_WORD = re.compile(r"[^\W\d_]+")


class Form(IntEnum):
    """The gender and number of a noun; the value is the place of its ending."""

    MASCULINE = 0
    FEMININE = 1
    MASCULINES = 2
    FEMININES = 3


@dataclass(frozen=True, slots=True)
class Noun:
    """What a thing is called that has no name one could agree with: “la lumière”."""

    phrase: str = ""
    form: Form = Form.MASCULINE


@dataclass(frozen=True, slots=True)
class NounWords:
    """The nouns of one language; none where words of states do not change."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    """Those by which people call the things of a home, in lower case."""
    kinds: Mapping[str, Noun] = field(default_factory=dict)
    """What things are called by device class or domain; the empty one is any device."""

    def form_of(self, name: str) -> Form | None:
        """Return the form of the first noun in a name, which is its head in these languages."""
        forms = (self.forms.get(word) for word in _WORD.findall(name.casefold()))
        return next((form for form in forms if form is not None), None)

    def kind(self, domain: str, device_class: object) -> Noun:
        """Return what a thing of a kind is called."""
        by_class = self.kinds.get(device_class) if isinstance(device_class, str) else None
        return by_class or self.kinds.get(domain) or self.kinds.get("") or Noun()


def agreeing(text: str, form: Form) -> str:
    """Return a text whose words agree with a noun of a form."""
    return _ENDINGS.sub(lambda endings: endings[1].split(",")[form], text)


def has_gender(text: str) -> bool:
    """Whether a text has a word that is another one for feminine nouns."""
    endings = (choice.split(",") for choice in _ENDINGS.findall(text))
    return any(masculine != feminine for masculine, feminine, *_ in endings)


def noun_forms(masculine: str, feminine: str, masculines: str, feminines: str) -> dict[str, Form]:
    """Return the nouns of four texts by their forms."""
    texts = zip(Form, (masculine, feminine, masculines, feminines), strict=True)
    return {noun: form for form, text in texts for noun in text.split()}


def kind_nouns(text: str) -> dict[str, Noun]:
    """Return what is on the lines of a text: a class or a domain, a colon, “m” or “f”, and the words."""
    nouns: dict[str, Noun] = {}
    for line in text.strip().splitlines():
        kind, _, said = line.partition(":")
        gender, _, phrase = said.strip().partition(" ")
        nouns[kind.strip()] = Noun(phrase, Form.FEMININE if gender == "f" else Form.MASCULINE)
    return nouns
