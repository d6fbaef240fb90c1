"""One phrase again and again is no transcript."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import ScriptedRecognizer
from wyoming_morgan.engines.contract.stt import Alternative, TranscribeOptions, Transcript
from wyoming_morgan.voice.loops import LoopGuard, loops

LOOP = "Bed Light, " * 20
NAMED = TranscribeOptions(language="en", names=("Bed Light",), terms=("lamp",), prompt="In the home.")
word = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)


def saying(*texts: str) -> ScriptedRecognizer:
    return ScriptedRecognizer(*(Transcript(text, "en") for text in texts))


async def heard(recognizer: ScriptedRecognizer, options: TranscribeOptions = NAMED) -> str:
    return (await LoopGuard(recognizer).transcribe(b"", options)).text


@given(phrase=st.lists(word, min_size=1, max_size=12), before=st.lists(word, max_size=5))
def test_a_phrase_again_and_again_is_a_loop(phrase: list[str], before: list[str]) -> None:
    assert loops(" ".join(before + phrase * 10))
    assert loops(", ".join(before + [" ".join(phrase).upper()] * 10) + ".")


@given(words=st.lists(word, max_size=40, unique_by=str.casefold))
def test_what_repeats_nothing_is_none(words: list[str]) -> None:
    assert not loops(" ".join(words))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no, no, no, no, no!",
        "the code is 2 2 2 2 2 2",
        "turn on the kitchen light and turn on the bed light and turn on the hall light",
        "bye bye bye bye baby",
        "set a timer for 5 minutes, set a timer for 5 minutes",
        "ja ja ja ja ja ja",
    ],
)
def test_what_people_repeat_is_none(text: str) -> None:
    assert not loops(text)


async def test_a_loop_is_heard_again_without_names_and_warmer() -> None:
    recognizer = saying(LOOP, "turn on the bed light")
    assert await heard(recognizer) == "turn on the bed light"
    first, again = recognizer.asked
    assert first == NAMED
    assert again == replace(NAMED, names=(), terms=(), prompt="", unprompted=True, temperature=0.4)


async def test_what_is_no_loop_is_heard_once() -> None:
    recognizer = saying("turn on the bed light")
    assert await heard(recognizer) == "turn on the bed light"
    assert len(recognizer.asked) == 1


async def test_what_loops_still_is_no_transcript() -> None:
    assert await heard(saying(LOOP, LOOP)) == ""


async def test_where_every_word_counts_even_a_song_is_written_down() -> None:
    song = "la " * 30
    assert await heard(saying(song, song), replace(NAMED, verbatim=True)) == song


async def test_other_texts_that_loop_are_no_choice() -> None:
    text = "turn on the bed light"
    several = Transcript(text, "en", alternatives=(Alternative(text), Alternative(LOOP, -2.0)))
    transcript = await LoopGuard(ScriptedRecognizer(several)).transcribe(b"", NAMED)
    assert transcript.alternatives == (Alternative("turn on the bed light"),)


async def test_a_name_of_a_list_is_heard_again_without_names_and_yields_to_more_words() -> None:
    recognizer = saying("Mood Lighting,", "What is the outdoor humidity?")
    assert await heard(recognizer) == "What is the outdoor humidity?"
    assert recognizer.asked == [NAMED, NAMED.without_names()]


async def test_words_before_a_comma_stay_if_no_more_were_said() -> None:
    assert await heard(saying("In the kitchen,", "In the chicken.")) == "In the kitchen,"


@pytest.mark.parametrize("text", ["Mood Lighting.", "Turn on the light in the kitchen,", ""])
async def test_other_texts_are_heard_once(text: str) -> None:
    assert await heard(saying(text)) == text


async def test_what_was_heard_without_names_is_not_heard_so_again() -> None:
    assert await heard(saying("Mood Lighting,"), NAMED.without_names()) == "Mood Lighting,"


async def test_a_guess_is_not_heard_again() -> None:
    assert await heard(saying("Mood Lighting,"), replace(NAMED, quick=True)) == "Mood Lighting,"
