from __future__ import annotations

import pytest

from wyoming_morgan.engines.contract.tts import SpeakOptions, Voice
from wyoming_morgan.errors import InvalidRequest, UnknownVoice
from wyoming_morgan.voice.contract import VoiceRequest
from wyoming_morgan.voice.voices import choose_voice

VOICES = (
    Voice("amy", ("en-US", "en"), "Default"),
    Voice("Alan", ("en-GB",), "British"),
    Voice("karl", ("de-DE",), "German", speakers=("calm", "glad")),
    Voice("kerstin", ("de-DE",), "German", speakers=("sad",)),
    Voice("reto", ("de-CH",), "Swiss"),
)


@pytest.mark.parametrize(
    ("request_", "name"),
    [
        (VoiceRequest(), "amy"),
        (VoiceRequest(name="karl"), "karl"),
        (VoiceRequest(name="ALAN"), "Alan"),
        (VoiceRequest(name="piper/karl"), "karl"),
        (VoiceRequest(language="en"), "amy"),
        (VoiceRequest(language="en-AU"), "Alan"),
        (VoiceRequest(language="en-CA"), "amy"),
        (VoiceRequest(language="English"), "amy"),
        (VoiceRequest(language="DEU"), "karl"),
        (VoiceRequest(language="auto"), "amy"),
        (VoiceRequest(language="und"), "amy"),
        (VoiceRequest(name="", language=" ", speaker="null"), "amy"),
        (VoiceRequest(name="default", language="de"), "karl"),
        (VoiceRequest(name="de_CH"), "reto"),
        (VoiceRequest(name="German"), "karl"),
        (VoiceRequest(language="en_gb"), "Alan"),
        (VoiceRequest(language="de"), "karl"),
        (VoiceRequest(language="de-CH"), "reto"),
        (VoiceRequest(name="karl", language="en"), "karl"),
        (VoiceRequest(speaker="sad"), "kerstin"),
        (VoiceRequest(language="de-CH", speaker="Glad"), "karl"),
    ],
    ids=[
        "default",
        "name",
        "name in other case",
        "name with its engine",
        "language",
        "language of another region",
        "language of a region whose words it shares",
        "name of a language",
        "code of three letters",
        "any language",
        "no language in particular",
        "nothing but blanks",
        "any voice of a language",
        "a language as a name",
        "the name of a language as a name",
        "language and region",
        "another language",
        "another language and region",
        "name before language",
        "speaker",
        "language and speaker",
    ],
)
def test_a_request_finds_its_voice(request_: VoiceRequest, name: str) -> None:
    assert choose_voice(VOICES, request_).voice.name == name


def test_speed_and_speaker_go_to_the_engine() -> None:
    chosen = choose_voice(VOICES, VoiceRequest(name="karl", speaker="GLAD", speed=1.5))

    assert chosen.options == SpeakOptions(speed=1.5, speaker="glad")


@pytest.mark.parametrize(
    ("request_", "complaint"),
    [
        (VoiceRequest(name="kerl"), r"no voice 'kerl' among 5 \(did you mean karl"),
        (VoiceRequest(name="x"), r"no voice 'x' among 5 \(there are: amy, Alan, karl, kerstin, reto\)"),
        (VoiceRequest(name="aly"), r"no voice 'aly' among 5 \(there are: amy"),
        (VoiceRequest(language="tlh"), r"no language 'tlh' among 5 \(there are: en-US"),
        (VoiceRequest(name="karl", speaker="tim"), r"no speaker 'tim' among 2 \(there are: calm, glad\)"),
        (VoiceRequest(name="amy", speaker="sad"), r"no speaker 'sad': there are none"),
    ],
    ids=["misspelled name", "name", "short name", "language", "speaker", "speaker of a voice without any"],
)
def test_what_does_not_exist_is_refused_with_what_does(request_: VoiceRequest, complaint: str) -> None:
    with pytest.raises(UnknownVoice, match=complaint):
        choose_voice(VOICES, request_)


@pytest.mark.parametrize(
    ("name", "blend"),
    [
        ("karl+kerstin", "karl:0.5+kerstin:0.5"),
        ("KARL:7 + kerstin:3", "karl:0.7+kerstin:0.3"),
        ("amy+alan+amy", "amy:0.667+Alan:0.333"),
    ],
)
def test_where_the_engine_can_voices_are_mixed(name: str, blend: str) -> None:
    voice = choose_voice(VOICES, VoiceRequest(name=name), blends=True).voice

    assert voice.name == blend
    assert voice.languages == choose_voice(VOICES, VoiceRequest(name=blend.partition(":")[0])).voice.languages
    assert voice.description.startswith("Mixture of ")


def test_a_mixture_of_unknown_voices_and_one_where_the_engine_cannot_are_refused() -> None:
    with pytest.raises(UnknownVoice, match=r"no voice 'kerl' among 5 \(did you mean karl"):
        choose_voice(VOICES, VoiceRequest(name="amy+kerl"), blends=True)
    with pytest.raises(UnknownVoice, match=r"no voice 'amy\+karl' among 5"):
        choose_voice(VOICES, VoiceRequest(name="amy+karl"))


@pytest.mark.parametrize(
    "name", ["amy+", "+", "amy:0+karl", "amy:x+karl", "amy:nan+karl", "amy:-1+karl:2", "amy:+karl"]
)
def test_what_is_no_mixture_is_refused_with_how_to_write_one(name: str) -> None:
    with pytest.raises(
        InvalidRequest, match=r"is not a valid blend of voices \(write a\+b, or a:0\.7\+b:0\.3"
    ):
        choose_voice(VOICES, VoiceRequest(name=name), blends=True)


def test_a_mixture_is_bounded() -> None:
    with pytest.raises(InvalidRequest, match="a blend of 9 voices"):
        choose_voice(VOICES, VoiceRequest(name="+".join(["amy"] * 9)), blends=True)


def test_an_engine_without_voices_is_told() -> None:
    with pytest.raises(UnknownVoice, match="no voices"):
        choose_voice((), VoiceRequest())
