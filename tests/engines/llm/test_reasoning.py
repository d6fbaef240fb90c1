"""What is reasoned and what is answered are told apart wherever a piece is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.engines.contract.llm import ReasoningPiece, TextPiece
from wyoming_morgan.engines.llm.reasoning import ReasoningSplitter


def split(pieces: list[str], *, begun: bool = False) -> tuple[str, str]:
    splitter = ReasoningSplitter(begun=begun)
    parts = [event for piece in pieces for event in splitter.feed(piece)] + list(splitter.end())
    assert all(event.text for event in parts)
    answered = "".join(event.text for event in parts if isinstance(event, TextPiece))
    return answered, "".join(event.text for event in parts if isinstance(event, ReasoningPiece))


@pytest.mark.parametrize(
    ("text", "answered", "thought"),
    [
        ("Hello.", "Hello.", ""),
        ("<think>Hm.</think>\n\nHello.", "Hello.", "Hm."),
        ("\n<think>Hm.</think> Hello. <think>And?</think>Bye.", "Hello. Bye.", "Hm.And?"),
        ("<think>never closed", "", "never closed"),
        ("1 < 2 <thinner", "1 < 2 <thinner", ""),
        ("<think></think>Hello.", "Hello.", ""),
        ("ends with <", "ends with <", ""),
    ],
    ids=[
        "no tag",
        "reasoning first",
        "reasoning twice",
        "never closed",
        "not a tag",
        "empty reasoning",
        "beginning of a tag at the end",
    ],
)
def test_tags_tell_them_apart(text: str, answered: str, thought: str) -> None:
    assert split([text]) == (answered, thought)
    assert split(list(text)) == (answered, thought)


def test_a_reply_may_begin_inside() -> None:
    assert split(["Hm.</thi", "nk>Hello."], begun=True) == ("Hello.", "Hm.")


def test_only_what_may_be_a_tag_is_held_back() -> None:
    assert list(ReasoningSplitter().feed("Hello <b")) == [TextPiece("Hello <b")]
    assert list(ReasoningSplitter().feed("Hello <th")) == [TextPiece("Hello ")]


@given(
    st.lists(st.sampled_from(["<think>", "</think>", "<", "/think>", "a ", "\n", "th"]), max_size=12),
    st.lists(st.integers(0, 60), max_size=8),
    st.booleans(),
)
def test_where_it_is_cut_changes_nothing(words: list[str], cuts: list[int], begun: bool) -> None:
    text = "".join(words)
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[start:end] for start, end in pairwise(places)]
    assert split(pieces, begun=begun) == split([text], begun=begun)
