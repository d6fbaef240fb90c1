"""Calls that a model writes as text are calls, wherever the text is cut; talk stays talk."""

# ruff: noqa: E501 - a table of texts, which lines of one kind keep readable

from __future__ import annotations

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

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

CALLS = (
    '{"name": "HassTurnOn", "parameters": {"name": "Printer"}}',
    '{"name": "HassTurnOn", "arguments": {"name": "Printer"}}',
    "{'name': 'HassTurnOn', 'arguments': {'name': 'Printer'}}",
    '{"function": {"name": "HassTurnOn", "arguments": "{\\"name\\": \\"Printer\\"}"}}',
    '{"type": "function", "name": "HassTurnOn", "parameters": {"name": "Printer"}}',
    '{"tool_calls": [{"name": "HassTurnOn", "arguments": {"name": "Printer"}}]}',
    '[{"name": "HassTurnOn", "arguments": {"name": "Printer"}}]',
    '{"action": "HassTurnOn", "action_input": {"name": "Printer"}}',
    '{"HassTurnOn": {"name": "Printer"}}',
    '{"tool": "HassTurnOn", "args": {"name": "Printer"}}',
    '<tool_call>{"name": "HassTurnOn", "arguments": {"name": "Printer"}}</tool_call>',
    '<tool_call>\n{"name": "HassTurnOn", "arguments": {"name": "Printer"}}\n',
    '[TOOL_CALLS][{"name": "HassTurnOn", "arguments": {"name": "Printer"}}]',
    '[TOOL_CALLS]HassTurnOn[ARGS]{"name": "Printer"}',
    '[TOOL_CALLS] HassTurnOn{"name": "Printer"}</s>',
    '<function=HassTurnOn>{"name": "Printer"}</function>',
    "<tool_call><function=HassTurnOn><parameter=name>Printer</parameter></function></tool_call>",
    '<function_calls><invoke name="HassTurnOn"><parameter name="name">Printer</parameter></invoke></function_calls>',
    '```tool_code\nprint(HassTurnOn(name="Printer"))\n```',
    '```json\n{"name": "HassTurnOn", "parameters": {"name": "Printer"}}\n```',
    '```python\nHassTurnOn(name="Printer")\n```',
    'HassTurnOn(name="Printer")',
    '[HassTurnOn(name="Printer")]',
    '<|python_tag|>{"name": "HassTurnOn", "parameters": {"name": "Printer"}}<|eom_id|>',
    '<|python_tag|>HassTurnOn.call(name="Printer")',
    '<|tool_call_start|>[HassTurnOn(name="Printer")]<|tool_call_end|>',
    '<|tool_call|>[{"name": "HassTurnOn", "arguments": {"name": "Printer"}}]',
    '<|tool_call|>[{"name": "HassTurnOn", "arguments": {"name": "Printer"}}]<|/tool_call|>',
    '<\uff5ctool▁calls▁begin\uff5c><\uff5ctool▁call▁begin\uff5c>function<\uff5ctool▁sep\uff5c>HassTurnOn\n```json\n{"name": "Printer"}\n```<\uff5ctool▁call▁end\uff5c><\uff5ctool▁calls▁end\uff5c>',
    '<\uff5ctool▁calls▁begin\uff5c><\uff5ctool▁call▁begin\uff5c>HassTurnOn<\uff5ctool▁sep\uff5c>{"name": "Printer"}<\uff5ctool▁call▁end\uff5c><\uff5ctool▁calls▁end\uff5c><\uff5cend▁of▁sentence\uff5c>',
    '<|tool_calls_section_begin|><|tool_call_begin|>functions.HassTurnOn:0<|tool_call_argument_begin|>{"name": "Printer"}<|tool_call_end|><|tool_calls_section_end|>',
    "<tool_call>HassTurnOn\n<arg_key>name</arg_key>\n<arg_value>Printer</arg_value>\n</tool_call>",
    '<minimax:tool_call>\n<invoke name="HassTurnOn">\n<parameter name="name">Printer</parameter>\n</invoke>\n</minimax:tool_call>',
    '<|START_ACTION|>[{"tool_call_id": "0", "tool_name": "HassTurnOn", "parameters": {"name": "Printer"}}]<|END_ACTION|>',
    "<start_function_call>call:HassTurnOn{name:<escape>Printer<escape>}<end_function_call>",
    '<|tool_call>call:HassTurnOn{name:<|"|>Printer<|"|>}<tool_call|>',
    "<HassTurnOn><name>Printer</name></HassTurnOn>",
    '<HassTurnOn name="Printer"/>',
    'Thought: I need it on.\nAction: HassTurnOn\nAction Input: {"name": "Printer"}',
    'Action: HassTurnOn\nAction Input: {"name": "Printer"}\nObservation: done',
    'functions.HassTurnOn({"name": "Printer"})',
    'HassTurnOn {"name": "Printer"}',
    'HassTurnOn: {"name": "Printer"}',
    'HassTurnOn\n{"name": "Printer"}',
    '<|channel|>analysis<|message|>Think.<|end|><|start|>assistant<|channel|>commentary to=functions.HassTurnOn <|constrain|>json<|message|>{"name": "Printer"}<|call|>',
    '<|start|>assistant to=functions.HassTurnOn<|channel|>commentary json<|message|>{"name": "Printer"}<|call|>',
    '<tool_use><name>HassTurnOn</name><arguments>{"name": "Printer"}</arguments></tool_use>',
    '[TOOL_REQUEST]{"name": "HassTurnOn", "arguments": {"name": "Printer"}}[END_TOOL_REQUEST]',
    '<functioncall> {"name": "HassTurnOn", "arguments": \'{"name": "Printer"}\'} </functioncall>',
    '<tools>{"name": "HassTurnOn", "arguments": {"name": "Printer"}}</tools>',
    '{"name": "HassTurnOn", "arguments": {"name": "Printer"}',
    '{"tool_name": "HassTurnOn", "tool_arguments": {"name": "Printer"}}',
    '{"recipient_name": "functions.HassTurnOn", "parameters": {"name": "Printer"}}',
    '<function name="HassTurnOn"><arg name="name">Printer</arg></function>',
    '{"function_call": {"name": "HassTurnOn", "arguments": "{\\"name\\": \\"Printer\\"}"}}',
    'default_api.HassTurnOn(name="Printer")',
    'print(default_api.HassTurnOn(name="Printer"))',
    'Call: HassTurnOn(name="Printer")',
    '`HassTurnOn(name="Printer")`',
    '<tool_call>HassTurnOn(name="Printer")</tool_call>',
    '<|action_start|><|plugin|>{"name": "HassTurnOn", "parameters": {"name": "Printer"}}<|action_end|><|im_end|>',
    '{"function": "HassTurnOn", "name": "Printer"}',
    '{"intent": "HassTurnOn", "slots": {"name": "Printer"}}',
    "<seed:tool_call><function=HassTurnOn><parameter=name>Printer</parameter></function></seed:tool_call>",
    'tool_call: {"name": "HassTurnOn", "arguments": {"name": "Printer"}}',
)
"""One call in the dialects of models, templates and frameworks."""

TALK = (
    "Hello.",
    "1 < 2 and 3 > 2 {x} [y] a<b",
    "Use `ls` or {curly} and [1] (yes) <b>bold</b>.",
    "I remember (well) that we recall (often).",
    'A JSON example is {"a": 1}. Fine.',
    "```python\nfor i in x:\n    pass\n```\nThat is it.",
    '```json\n{"a": 1}\n```\nOk.',
    "I can use HassTurnOn for lights.",
    "Call me later: at five.",
    "On second thought: no.",
    "Function: it works.",
    "Action: none needed.",
    "It ends with <",
    "A list: [1, 2, {3}], and a smile ;-) [smile] {hug}",
    "{",
    "[",
    "`",
    "a ```",
    "The tool (a hammer) is: here.",
    '{"name": "Bob", "age": 4}',
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
    st.text("abc<>{}[]()`\"':,/|=_ \nHasTurnOnThoughtAction", max_size=60),
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
