"""Calls that a model writes as text are calls, wherever the text is cut; talk stays talk."""

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engines.llm.written_texts import CALLS, TALK
from wyoming_morgan.engines.contract.llm import CallPiece, ChatRequest, Message, Role, TextPiece, Tool
from wyoming_morgan.engines.llm.reply import Reply

NAMES = (
    "HassTurnOn",
    "HassTurnOff",
    "GetLiveContext",
    "get_state",
    "remember",
    "recall",
    "calendar__get_events",
)
REQUEST = ChatRequest(
    (Message(Role.USER, "turn on the printer"),), tools=tuple(Tool(name, "", {}) for name in NAMES)
)


def read(pieces: list[str], request: ChatRequest = REQUEST) -> tuple[str, list[tuple[str, str]]]:
    """The text and the calls of a reply."""
    reply = Reply(request)
    events = [
        event for piece in pieces for event in reply.read({"choices": [{"delta": {"content": piece}}]})
    ] + list(reply.rest())
    calls: dict[int, tuple[str, str]] = {}
    for event in events:
        if isinstance(event, CallPiece):
            name, arguments = calls.get(event.index, ("", ""))
            calls[event.index] = (name or event.name, arguments + event.arguments)
    return "".join(event.text for event in events if isinstance(event, TextPiece)), list(calls.values())


def cut(text: str, places: set[int]) -> list[str]:
    ends = sorted({0, len(text), *(place for place in places if place < len(text))})
    return [text[start:end] for start, end in pairwise(ends)]


def cut_by(text: str, size: int) -> list[str]:
    return [text[start : start + size] for start in range(0, len(text), size)]


@pytest.mark.parametrize("written", CALLS)
@pytest.mark.parametrize("before", ["", "One moment. "])
def test_a_written_call_is_a_call_and_no_speech(before: str, written: str) -> None:
    for size in (1, 2, 3, 7, 10_000):
        spoken, calls = read(cut_by(before + written, size))
        assert spoken.strip() == before.strip()
        assert [(name, json.loads(arguments)) for name, arguments in calls] == [
            ("HassTurnOn", {"name": "Printer"})
        ]


@given(st.sampled_from(CALLS), st.sets(st.integers(1, 150), max_size=8))
def test_wherever_a_written_call_is_cut_it_is_the_same_call(written: str, places: set[int]) -> None:
    assert read(cut(written, places)) == read([written])


@pytest.mark.parametrize("talk", TALK)
def test_talk_stays_talk(talk: str) -> None:
    for size in (1, 2, 3, 7, 10_000):
        assert read(cut_by(talk, size)) == (talk, [])


@given(
    st.text("abc<>{}[]()`\"':,/|=_ \nHasTurnOnThoughtAction", max_size=60)
    | st.lists(
        st.sampled_from(
            (
                "<tool>",
                "</tool>",
                "<args>",
                "</args>",
                "recall",
                "HassTurnOn",
                ">",
                ">>>",
                "all",
                "{}",
                " ",
                "\n",
                "a",
            )
        )
    ).map("".join),
    st.sets(st.integers(1, 60), max_size=8),
)
def test_wherever_any_text_is_cut_it_says_the_same(text: str, places: set[int]) -> None:
    assert read(cut(text, places)) == read([text])


@pytest.mark.parametrize(
    "written",
    [
        '<tool_call>{"name": "HassFly", "arguments": {}}</tool_call>',
        '{"name": "HassFly", "parameters": {"name": "Printer"}}',
        '```homeassistant\n{"service": "light.turn_on", "target_device": "light.a"}\n```',
        "<tool_call>what",
        '{"name": "HassTurnOn", "arguments": {"na',
        "<tool_response>ok</tool_response>",
    ],
)
def test_what_only_looks_like_a_call_is_not_spoken_either(written: str) -> None:
    for size in (1, 4, 10_000):
        assert read(cut_by(written, size))[0] == ""


@pytest.mark.parametrize(
    "written",
    [
        "<tool>HassTurnOn</tool><args>the printer</args>",
        "<tool>HassTurnOn</tool><args>name: Printer</args>",
        "<tool>HassTurnOn</tool><args>Printer</args>",
        "<tool>HassTurnOn</tool><args>name=Living Room</args>",
        '<tool>HassTurnOn</tool><args>{"name": Prin',
    ],
)
@pytest.mark.parametrize("size", [1, 4, 10_000])
def test_arguments_that_cannot_be_read_are_not_left_out(written: str, size: int) -> None:
    spoken, calls = read(cut_by(written, size))
    assert spoken == ""
    assert [name for name, _ in calls] == ["HassTurnOn"]
    assert calls[0][1].strip(" {}")


@pytest.mark.parametrize("size", [1, 4, 10_000])
def test_a_name_by_itself_is_a_call_without_arguments(size: int) -> None:
    assert read(cut_by("<tool>recall</tool> Then we see.", size)) == ("Then we see.", [("recall", "{}")])
    assert read(cut_by("<tool>recall</tool><tool>remember</tool><args>{}</args>", size)) == (
        "",
        [("recall", "{}"), ("remember", "{}")],
    )
    assert read(cut_by(">>>all\nIt is warm.", size)) == ("It is warm.", [])


def test_words_behind_a_call_are_spoken() -> None:
    call = '<tool_call>{"name": "HassTurnOn", "arguments": {"name": "Printer"}}</tool_call>'
    spoken, calls = read([f"One moment. {call} I am at it."])
    assert spoken == "One moment. I am at it."
    assert len(calls) == 1


@pytest.mark.parametrize("size", [1, 10_000])
def test_several_calls_are_several(size: int) -> None:
    one = '{"name": "HassTurnOn", "arguments": {"name": "Printer"}}'
    other = '{"name": "HassTurnOff", "arguments": {"name": "TV"}}'
    for text in (
        f"[{one}, {other}]",
        f"{one}\n{other}",
        f"<tool_call>{one}</tool_call>\n<tool_call>{other}</tool_call>",
        '[HassTurnOn(name="Printer"), HassTurnOff(name="TV")]',
    ):
        spoken, calls = read(cut_by(text, size))
        assert spoken.strip() == ""
        assert [name for name, _ in calls] == ["HassTurnOn", "HassTurnOff"]


def test_a_model_that_may_not_call_says_nothing_of_a_call() -> None:
    request = ChatRequest(REQUEST.messages, tools=REQUEST.tools, tool_choice="none")
    assert read(['Sure. {"name": "HassTurnOn", "arguments": {}}'], request) == ("Sure. ", [])


@pytest.mark.parametrize(
    "request_",
    [
        ChatRequest(REQUEST.messages),
        ChatRequest(REQUEST.messages, tools=REQUEST.tools, json_schema={"type": "object"}),
    ],
    ids=["no tools", "JSON"],
)
def test_json_that_was_asked_for_stays(request_: ChatRequest) -> None:
    written = '{"name": "HassTurnOn", "arguments": {}}'
    assert read([written], request_) == (written, [])


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        *("{", "[", "<", "`", "(", ":", '{"a":', "[{", "<tool_call>", "call: ", "HassTurnOn "),
        *("```json\n{", "[TOOL_CALLS]"),
    ],
)
def test_the_work_for_a_piece_does_not_grow_with_the_text_before_it(piece: str) -> None:
    began = time.thread_time()
    read([piece] * 8_000)
    read([piece * 8_000])
    assert time.thread_time() - began < 20
