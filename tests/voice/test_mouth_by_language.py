"""One mouth for each language, and a default one: which voice speaks, and in which format."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes import FakeSynthesizer
from wyoming_morgan.audio import AudioFormat
from wyoming_morgan.engines.contract.tts import TextToSpeech, Voice
from wyoming_morgan.errors import UnknownVoice
from wyoming_morgan.voice.contract import ChosenVoice, VoiceRequest
from wyoming_morgan.voice.mouth_by_language import MouthByLanguage
from wyoming_morgan.voice.synthesizer import Synthesizer
from wyoming_morgan.voice.whole import once

ENGLISH = FakeSynthesizer(
    voices=(Voice("amy", ("en-US",), "Amy"), Voice("robot", ("en", "de"), "Speaks everything"))
)


def german(rate: int = 16_000) -> FakeSynthesizer:
    voices = (
        Voice("eva", ("de-DE",), "Eva", speakers=("calm",)),
        Voice("karl", ("de-AT",), "Karl"),
        Voice("joe", ("en-US",), "Joe, who is no German"),
    )
    return FakeSynthesizer(voices=voices, rate=rate)


def together(
    default: TextToSpeech = ENGLISH, *, voice: str | None = None, **single: TextToSpeech
) -> MouthByLanguage:
    mouths = {tag: Synthesizer(engine, default_voice=voice) for tag, engine in single.items()}
    return MouthByLanguage(Synthesizer(default), mouths)


def chosen(mouth: MouthByLanguage, **request: Any) -> tuple[str, str | None]:
    voice = mouth.choose(VoiceRequest(**request))
    return voice.voice.name, voice.mouth


async def pcm(mouth: MouthByLanguage, voice: ChosenVoice) -> bytes:
    chunks = [chunk async for chunk in mouth.speak(once("Guten Tag, liebe Leute."), voice)]
    assert {chunk.format for chunk in chunks} == {mouth.format}
    return b"".join(chunk.pcm for chunk in chunks)


def test_the_voice_is_one_of_the_engine_of_its_language() -> None:
    mouth = together(de=german())
    assert chosen(mouth, language="de") == ("eva", "de")
    assert chosen(mouth, language="de-AT") == ("karl", "de")
    assert chosen(mouth, language="german") == ("eva", "de")
    assert chosen(mouth, language="en") == ("robot", None)
    assert chosen(mouth) == ("amy", None)


def test_the_default_voice_of_a_language_is_the_one_that_is_set_for_it() -> None:
    mouth = together(voice="karl", de=german())
    assert chosen(mouth, language="de-DE")[0] == "eva"
    assert mouth.voices[1].name == "karl"


def test_a_voice_is_found_by_its_name_wherever_it_is() -> None:
    mouth = together(de=german())
    assert chosen(mouth, name="karl") == ("karl", "de")
    assert chosen(mouth, name="robot", language="de") == ("robot", None)
    assert chosen(mouth, speaker="calm") == ("eva", "de")
    with pytest.raises(UnknownVoice, match="ada"):
        mouth.choose(VoiceRequest(name="ada"))


def test_the_default_voice_is_listed_first_and_voices_of_another_language_are_not() -> None:
    assert [voice.name for voice in together(de=german()).voices] == ["amy", "eva", "karl", "robot"]


def test_voices_of_one_name_are_told_apart() -> None:
    server = Voice("default", ("en",), "The server's default")
    mouth = together(
        FakeSynthesizer(voices=(server,)), de=FakeSynthesizer(voices=(Voice("default", ("de",), "Its own"),))
    )
    assert [voice.name for voice in mouth.voices] == ["default", "de/default"]
    assert chosen(mouth, name="default") == ("default", None)
    assert chosen(mouth, name="de/default") == ("default", "de")
    with pytest.raises(UnknownVoice):
        mouth.choose(VoiceRequest(name="de/nobody"))


def test_a_language_that_is_left_out_is_spoken_by_the_default() -> None:
    mouth = together(de=german())
    mouth.leave_out("de")
    assert chosen(mouth, language="de") == ("robot", None)
    assert [voice.name for voice in mouth.voices] == ["amy", "robot"]


@pytest.mark.parametrize("rate", [16_000, 22_050, 48_000])
async def test_every_voice_speaks_in_the_format_of_the_default_and_as_long(rate: int) -> None:
    speaking = german(rate)
    mouth = together(de=speaking)
    assert mouth.format == AudioFormat(22_050, 2, 1)
    spoken = await pcm(mouth, mouth.choose(VoiceRequest(language="de")))
    assert [call.voice.name for call in speaking.calls] == ["eva"]
    assert len(spoken) == pytest.approx(mouth.format.size(0.01 * len(speaking.calls[0].text)), rel=0.02)
