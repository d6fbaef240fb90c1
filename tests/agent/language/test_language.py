from __future__ import annotations

import dataclasses

import pytest

from wyoming_morgan.agent.language.covers import CoverWords
from wyoming_morgan.agent.language.cues import Cues
from wyoming_morgan.agent.language.language import Language
from wyoming_morgan.agent.language.languages import LANGUAGES
from wyoming_morgan.agent.language.words import Words


def test_a_language_needs_only_replies() -> None:
    language = Language(
        tag="sv",
        replies=LANGUAGES["en"].replies,
        states=LANGUAGES["en"].states,
        telling=LANGUAGES["en"].telling,
    )

    assert (language.words, language.cues, language.covers) == (Words(), Cues(), CoverWords())
    assert not language.verb_last


def test_a_language_is_never_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        LANGUAGES["en"].tag = "sv"  # type: ignore[misc] # that it cannot be assigned is tested
