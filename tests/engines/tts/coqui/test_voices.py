"""A Coqui model's speakers as voices."""

from __future__ import annotations

from typing import Any

import pytest

from wyoming_morgan.engines.tts.coqui.types import CoquiDescription
from wyoming_morgan.engines.tts.coqui.voices import voices
from wyoming_morgan.errors import ConfigurationError


def described(**changes: Any) -> CoquiDescription:
    fields: dict[str, Any] = {
        "name": "model",
        "kind": "vits",
        "version": "0.28.0",
        "rate": 22_050,
        "device": "cpu",
        "speakers": (),
        "languages": ("en",),
        "license": "MIT",
    }
    return CoquiDescription(**(fields | changes))


def test_a_model_of_one_speaker_is_a_voice_of_its_own_name() -> None:
    (speaker,) = voices(described(languages=("en-us",)), ("en",)).values()
    assert (speaker.voice.name, speaker.voice.languages) == ("model", ("en-US",))
    assert (speaker.speaker, speaker.language) == (None, "en-us")


def test_names_of_speakers_become_names_without_blanks_slashes_and_doubles() -> None:
    listed = voices(described(speakers=("Ada Low", "Ada/Low", "ED\n", "\x00", "../up")), ("en",))
    assert list(listed) == ["Ada_Low", "Ada_Low_2", "ED", "speaker", ".._up"]
    assert listed["Ada_Low_2"].speaker == "Ada/Low"


def test_the_home_s_languages_are_spoken_the_first_by_default() -> None:
    model = described(kind="xtts", speakers=("Ada",), languages=("en", "de", "zh-cn"))
    listed = voices(model, ("de-AT", "zh-CN", "sw"))
    assert {name: speaker.voice.languages[0] for name, speaker in listed.items()} == {
        "Ada": "de",
        "Ada-zh-CN": "zh-CN",
    }
    assert listed["Ada-zh-CN"].language == "zh-cn"
    assert listed["Ada"].voice.license == "MIT"


def test_a_home_whose_language_is_not_spoken_gets_the_model_s_first() -> None:
    assert list(voices(described(speakers=("Ada",), languages=("en", "de")), ("sw",))) == ["Ada"]


def test_a_language_that_is_asked_for_and_not_spoken_is_told() -> None:
    with pytest.raises(ConfigurationError, match="does not speak sw"):
        voices(described(), ("en",), ("en", "sw"))
