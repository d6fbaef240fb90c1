"""Text before it is spoken: what is dropped, and where it is cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.tts.text_pieces import pieces, speakable


@given(text=st.text(st.sampled_from("ab ,.!?。中\n"), max_size=3000))
def test_pieces_are_bounded_and_lose_only_blanks(text: str) -> None:
    cut = list(pieces(speakable(text), 400))
    assert all(0 < len(piece) <= 400 for piece in cut)
    assert "".join("".join(cut).split()) == "".join(text.split())


def test_pieces_end_where_speech_pauses() -> None:
    sentence = "The light in the kitchen is on. "
    assert all(piece.endswith(".") for piece in pieces(sentence * 40, 400))
    clause = "the light in the kitchen, "
    assert all(piece.endswith(",") for piece in pieces(clause * 40, 400))


def test_control_characters_and_lone_surrogates_are_dropped() -> None:
    assert speakable("a\x01b\ud800c\nd") == "a b c d"
