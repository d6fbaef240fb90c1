"""What goes before an utterance: whole words and the end of a text, within one bound."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry
from wyoming_morgan.engines.stt.faster_whisper.prompt import compose, home_words


def by_byte(text: str) -> list[int]:
    """The worst of tokenizers."""
    return list(text.encode())


def by_word(text: str) -> list[int]:
    return [len(word) for word in text.split()]


@given(st.lists(st.text(), max_size=20), st.text(), st.integers(0, 200), st.sampled_from([by_byte, by_word]))
def test_no_words_and_no_text_pass_the_bound(words: list[str], text: str, bound: int, encode: object) -> None:
    assert callable(encode)
    prompt = compose(words, text, bound=bound, encode=encode)
    assert prompt.hotword_tokens + len(prompt.text) <= bound
    assert prompt.hotword_tokens == (len(encode(f" {prompt.hotwords}")) if prompt.hotwords else 0)


def test_words_are_whole_and_the_first_go_first() -> None:
    prompt = compose(["kitchen", "a name of many words", "hall"], "", bound=2, encode=by_word)
    assert prompt.hotwords == "kitchen, hall"


def test_words_are_there_once() -> None:
    assert compose(["Hall", "hall", " HALL "], "", bound=9, encode=by_word).hotwords == "Hall"


def test_special_tokens_lose_their_meaning_and_lines_their_ends() -> None:
    assert compose(["a<|endoftext|>b\n c"], "", bound=9, encode=by_word).hotwords == "a endoftext b c"


def test_of_a_long_text_the_end_counts_and_words_leave_it_half() -> None:
    text = "x " * 50_000 + "end"
    assert compose((), text, bound=5, encode=by_word).text == (1, 1, 1, 1, 3)
    prompt = compose(["one", "two", "three", "four"], text, bound=5, encode=by_word)
    assert (prompt.hotwords, prompt.text) == ("one, two, three", (1, 3))


def test_a_home_s_first_names_go_before_its_other_ones() -> None:
    home = Vocabulary(
        entries=(VocabularyEntry(("Bed Light", "Night Lamp"), "light"), VocabularyEntry(("Fan",), "fan")),
        areas=(("Bedroom", "Fan"),),
        floors=(("Attic",),),
    )
    assert home_words(home) == ("Bed Light", "Fan", "Bedroom", "Attic", "Night Lamp")
