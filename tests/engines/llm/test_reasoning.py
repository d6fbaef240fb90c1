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


@pytest.mark.parametrize(
    "text",
    [
        "<thinking>Hm.</thinking>Hello.",
        "<THINK>Hm.</THINK>\n\nHello.",
        '<think type="deep">Hm.</think>Hello.',
        "[THINK]Hm.[/THINK]Hello.",
        "<thought>Hm.</thought>Hello.",
        "<reasoning>Hm.</reasoning><answer>Hello.</answer>",
        "<seed:think>Hm.</seed:think>Hello.",
        "\u25c1think\u25b7Hm.\u25c1/think\u25b7Hello.",
        "<|begin_of_thought|>Hm.<|end_of_thought|><|begin_of_solution|>Hello.<|end_of_solution|>",
        "<|START_THINKING|>Hm.<|END_THINKING|><|START_RESPONSE|>Hello.<|END_RESPONSE|>",
        "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Hello.<|return|>",
        "<|channel>thought\nHm.<channel|>Hello.",
        "<think>Hm.<think>So.</think>Hello.",
        "<think>Hm.<think>So.</think>And.</think>Hello.",
        "The user wants a greeting.</think>Hello.",
        "Hmm, a greeting.</think>\nHello.",
        "Hello.<|im_end|>",
        "Hello.</s>",
        "<s>Hello.<|eot_id|>",
        "Hello.<end_of_turn>\n",
        "<start_of_turn>model\nHello.<end_of_turn>",
        "<|im_start|>assistant\nHello.<|im_end|>",
        "<|start_header_id|>assistant<|end_header_id|>\n\nHello.",
        "<\uff5cAssistant\uff5c>Hello.<\uff5cend\u2581of\u2581sentence\uff5c>",
        "[INST]Hello.[/INST]",
        "[|assistant|]Hello.[|endofturn|]",
        "Hello.<|im_end|>\n<|im_start|>user\nOpen it.<|im_end|>\n<|im_start|>assistant\nDone.",
        "<|channel|>final<|message|>Hello.",
    ],
)
def test_no_mark_of_a_model_and_no_thought_is_part_of_the_reply(text: str) -> None:
    for size in (1, 2, 3, 5, 1000):
        answered, thought = split([text[start : start + size] for start in range(0, len(text), size)])
        assert answered.strip() == "Hello."
        assert "Hello" not in thought


@pytest.mark.parametrize(
    "text",
    [
        "1 < 2 and 3 > 2, <b>bold</b>, [1], [smile], a<b",
        "Okay, so it is fine.",
        "The user manual says so.",
        "<",
        "[",
    ],
)
def test_what_is_no_mark_stays(text: str) -> None:
    for size in (1, 2, 3, 1000):
        assert split([text[start : start + size] for start in range(0, len(text), size)]) == (text, "")


def test_a_model_that_only_closes_its_thoughts_is_known_by_that() -> None:
    splitter = ReasoningSplitter()
    list(splitter.feed("Well, they want this.</think>Hello."))
    assert splitter.closes_only
    unsure = ReasoningSplitter(unsure=True)
    pieces = [event for letter in "Well, they.</think>Hello." for event in unsure.feed(letter)]
    assert "".join(event.text for event in pieces if isinstance(event, TextPiece)) == "Hello."


def test_a_reply_may_begin_inside() -> None:
    assert split(["Hm.</thi", "nk>Hello."], begun=True) == ("Hello.", "Hm.")


def test_only_what_may_be_a_tag_is_held_back() -> None:
    assert list(ReasoningSplitter().feed("Hello <b")) == [TextPiece("Hello <b")]
    assert list(ReasoningSplitter().feed("Hello <th")) == [TextPiece("Hello ")]


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "<think>",
                    "</think>",
                    "<",
                    "/think>",
                    "a ",
                    "\n",
                    "th",
                    "[THINK]",
                    "[/",
                    "<|im_end|>",
                    "<|",
                ),
                *(
                    "<|im_start|>",
                    "user",
                    "assistant",
                    "<|channel|>",
                    "final",
                    "<|message|>",
                    "</s>",
                    "hm",
                    ">",
                ),
            ]
        ),
        max_size=12,
    ),
    st.lists(st.integers(0, 160), max_size=8),
    st.booleans(),
)
def test_where_it_is_cut_changes_nothing(words: list[str], cuts: list[int], begun: bool) -> None:
    text = "".join(words)
    places = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    pieces = [text[start:end] for start, end in pairwise(places)]
    assert split(pieces, begun=begun) == split([text], begun=begun)
