# ruff: noqa: RUF001 - the punctuation of many scripts is tested here

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.voice.sentences import SentencePieces
from wyoming_morgan.voice.speakable import speakable

prose = st.lists(
    st.sampled_from(
        [
            "word",
            "Dr.",
            "U.S.",
            "3.5",
            "end.",
            "really?!",
            "so,",
            "–",
            "10:30",
            "“Quote.”",
            "。",
            "好",
            "**bold**",
            "\n",
            "x" * 90,
        ]
    ),
    max_size=60,
).map(" ".join)


def pieces(text: str) -> list[str]:
    cutter = SentencePieces()
    return cutter.feed(text) + cutter.flush()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The light is on. The door is shut! Is it? Yes…",
            ["The light is on.", "The door is shut!", "Is it?", "Yes…"],
        ),
        ("Okay. It is, as you say, on.", ["Okay.", "It is, as you say,", "on."]),
        ("Yes, I switched the light on; it was dark.", ["Yes, I switched the light on;", "it was dark."]),
        ("The kitchen light — it was off — is on now.", ["The kitchen light —", "it was off — is on now."]),
        (
            "Ask Dr. Jane Smith, e.g. at 3.5 or 10:30 in the U.S. today. Fine.",
            ["Ask Dr. Jane Smith,", "e.g. at 3.5 or 10:30 in the U.S. today.", "Fine."],
        ),
        ("1. Milk\n2. Eggs", ["1. Milk.", "2. Eggs"]),
        ("He said “Go.” Then he went.", ["He said “Go.”", "Then he went."]),
        ("電気をつけました。「はい！」と言った。", ["電気をつけました。", "「はい！」", "と言った。"]),
        ("बत्ती जल गई है। ठीक है।", ["बत्ती जल गई है।", "ठीक है।"]),
        ("هل الضوء مضاء؟ نعم.", ["هل الضوء مضاء؟", "نعم."]),
        ("... !!! 😀 ---", []),
        ("", []),
    ],
)
def test_text_is_cut_into(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_a_sentence_is_out_when_a_space_follows_it() -> None:
    cutter = SentencePieces()

    assert cutter.feed("The light is on.") == []
    assert cutter.feed(" ") == ["The light is on."]


def test_only_the_first_piece_ends_at_a_clause() -> None:
    cutter = SentencePieces(first_characters=10)

    assert cutter.feed("Well, since you ask, the light, the fan, and the heater are on. ") == [
        "Well, since you ask,",
        "the light, the fan, and the heater are on.",
    ]


def test_markup_across_deltas_is_not_spoken() -> None:
    cutter = SentencePieces()
    said = [
        piece
        for delta in ["The **li", "ght** is [o", "n](http://x", ".org). It"]
        for piece in cutter.feed(delta)
    ]

    assert said + cutter.flush() == ["The light is on.", "It"]


def test_a_long_sentence_is_split_between_words() -> None:
    assert pieces("word " * 80) == [" ".join(["word"] * 50), " ".join(["word"] * 30)]


def test_a_long_sentence_is_best_split_at_a_clause() -> None:
    text = "Once upon a time, there was " + "word " * 30 + "clause, " + "word " * 40

    assert [piece.rpartition(" ")[2] for piece in pieces(text)] == ["time,", "clause,", "word"]


def test_a_word_without_end_is_split_anywhere() -> None:
    assert [len(piece) for piece in pieces("x" * 600)] == [250, 250, 100]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "de",
            "Bzgl. der Heizung: max. 5 Mio. Euro. Gut.",
            ["Bzgl. der Heizung:", "max. 5 Mio. Euro.", "Gut."],
        ),
        (
            "de",
            "Am 5. Dez. oder Mo. im Jan. kommt er. Gut.",
            ["Am 5. Dez. oder Mo. im Jan. kommt er.", "Gut."],
        ),
        (
            "en",
            "Open door No. 5 on Fri. or in Jan. then. Fine.",
            ["Open door No. 5 on Fri. or in Jan. then.", "Fine."],
        ),
        ("en", "I said no. It is on.", ["I said no.", "It is on."]),
        ("pl", "To ul. Długa, ok. 5 minut stąd. Dobrze.", ["To ul. Długa, ok. 5 minut stąd.", "Dobrze."]),
        ("pl", "Wszystko jest ok. Dobrze.", ["Wszystko jest ok.", "Dobrze."]),
        (
            "fr",
            "La lampe, resp. la prise, env. 5 watts. Bien.",
            ["La lampe, resp. la prise,", "env. 5 watts.", "Bien."],
        ),
        ("es", "La temp. es de aprox. 21 grados. Bien.", ["La temp. es de aprox. 21 grados.", "Bien."]),
        ("it", "Circa 5 gradi, p. es. in sala. Bene.", ["Circa 5 gradi, p. es. in sala.", "Bene."]),
        ("nl", "De temp. is bijv. max. 21 graden. Goed.", ["De temp. is bijv. max. 21 graden.", "Goed."]),
    ],
)
def test_a_short_form_of_the_language_ends_no_sentence(language: str, text: str, expected: list[str]) -> None:
    cutter = SentencePieces(language=language)

    assert cutter.feed(text) + cutter.flush() == expected


@pytest.mark.parametrize("stop", ["。", "۔", "።", "။", "։", "។", "᠃", "؟", "।"])
def test_the_stops_of_a_script_end_a_sentence_before_more_text(stop: str) -> None:
    cutter = SentencePieces()

    assert cutter.feed(f"abc def{stop}xyz ") == [f"abc def{stop}"]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("Let me check that.", ["Let me check that."], []),
        ("It is “on”.", ["It is “on”."], []),
        ("Is it on?", ["Is it on?"], []),
        ("The temperature is 21. ", [], ["The temperature is 21."]),
        ("The temperature is 21.", [], ["The temperature is 21."]),
        ("Ask Dr.", [], ["Ask Dr."]),
        ("That is all, e.", [], ["That is all, e."]),
        ("Well...", [], ["Well..."]),
        ("It is less than < five.", ["It is less than < five."], []),
        ("See [this page.", ["See this page."], []),
        ("The light", [], []),
        ("The light is **on", [], []),
        ("```\nThe light is on.", [], []),
        ("...", [], []),
    ],
)
def test_while_no_text_comes_what_is_complete_is_out(text: str, short: list[str], long: list[str]) -> None:
    cutter = SentencePieces()
    cutter.feed(text)

    assert cutter.pause(is_long=False) == short
    assert cutter.pause(is_long=True) == long


def test_text_goes_on_after_a_pause() -> None:
    cutter = SentencePieces()

    cutter.feed("Let me check that.")
    assert cutter.pause(is_long=False) == ["Let me check that."]
    assert cutter.feed(" It is on. ") == ["It is on."]
    assert cutter.pause(is_long=True) == []
    assert cutter.flush() == []


@given(prose, st.lists(st.integers(1, 9), min_size=1))
def test_pieces_do_not_depend_on_how_the_text_came_in(text: str, sizes: list[int]) -> None:
    cutter, said, start, index = SentencePieces(), list[str](), 0, 0
    while start < len(text):
        size = sizes[index % len(sizes)]
        said += cutter.feed(text[start : start + size])
        start, index = start + size, index + 1

    assert said + cutter.flush() == pieces(text)


@given(st.one_of(prose, st.text(max_size=400)))
def test_pieces_together_are_the_speakable_text(text: str) -> None:
    said = pieces(text)

    def letters(spoken: str) -> str:
        return "".join(character for character in spoken if character.isalnum())

    assert letters("".join(said)) == letters(speakable(text))
    for piece in said:
        assert letters(piece)
        assert piece == piece.strip()
        assert len(piece) <= 250
