"""What is no command and was heard with doubt is heard once more, without the names of the home."""

from __future__ import annotations

import pytest

from tests.fakes import ScriptedRecognizer
from wyoming_morgan.engines.contract.stt import (
    Alternative,
    Progress,
    TranscribeOptions,
    Transcript,
)
from wyoming_morgan.voice.second_hearing import SecondHearingRecognizer

NAMED = TranscribeOptions(language="nl", names=("Voordeur",), terms=("lamp",), prompt="Thuis.")


def heard(text: str, progress: Progress | None, *, log_probability: float = 0.0) -> Transcript:
    return Transcript(text, "nl", alternatives=(Alternative(text, log_probability),), progress=progress)


DOUBTED = heard("Voordeur.", Progress.OTHER, log_probability=-6.1)


async def test_a_command_that_is_heard_without_the_names_is_taken() -> None:
    recognizer = ScriptedRecognizer(DOUBTED, heard("volgende", Progress.WHOLE))
    transcript = await SecondHearingRecognizer(recognizer).transcribe(b"", NAMED)
    assert (transcript.text, transcript.heard) == ("volgende", "Voordeur.")
    assert transcript.reason == "without the names it is heard as that"
    first, second = recognizer.asked
    assert first == NAMED
    assert (second.names, second.terms, second.prompt, second.unprompted) == ((), (), "", True)


@pytest.mark.parametrize("progress", [Progress.OTHER, Progress.BEGINNING, None])
async def test_what_is_no_command_then_either_stays_as_it_was_heard_first(progress: Progress | None) -> None:
    recognizer = ScriptedRecognizer(DOUBTED, heard("Voordat", progress))
    assert await SecondHearingRecognizer(recognizer).transcribe(b"", NAMED) == DOUBTED


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(heard("Volgende.", Progress.WHOLE, log_probability=-9.0), id="a command"),
        pytest.param(heard("Zet de", Progress.BEGINNING, log_probability=-9.0), id="a beginning"),
        pytest.param(heard("Voordeur.", None, log_probability=-9.0), id="nothing that was compared"),
        pytest.param(heard("Wat een dag.", Progress.OTHER, log_probability=-1.0), id="talk, clearly heard"),
        pytest.param(Transcript("Voordeur.", "nl", progress=Progress.OTHER), id="a doubt that is not told"),
        pytest.param(Transcript("", "nl"), id="nothing"),
    ],
)
async def test_what_is_clear_is_heard_once(first: Transcript) -> None:
    recognizer = ScriptedRecognizer(first)
    assert await SecondHearingRecognizer(recognizer).transcribe(b"", NAMED) == first
