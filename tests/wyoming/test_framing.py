from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wyoming.event import Event

from wyoming_morgan.errors import ProtocolError, TooLarge
from wyoming_morgan.wyoming.framing import FrameDecoder, FrameLimits, encode

LIMITS = FrameLimits(header_bytes=4096, data_bytes=4096, payload_bytes=4096, json_depth=8)

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
values = st.recursive(
    scalars | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)
events = st.builds(
    Event,
    type=texts.filter(bool),
    data=st.dictionaries(texts, values, max_size=3),
    payload=st.binary(max_size=200).map(lambda payload: payload or None),
)


def decode(data: bytes, *, step: int = 4096, limits: FrameLimits = LIMITS) -> list[Event]:
    decoder = FrameDecoder(limits)
    decoded = []
    for begin in range(0, len(data), step):
        decoder.feed(data[begin : begin + step])
        while (event := decoder.next_event()) is not None:
            decoded.append(event)
    return decoded


def header(**fields: Any) -> bytes:
    return json.dumps({"type": "ping"} | fields).encode() + b"\n"


@given(st.lists(events, max_size=4), st.integers(1, 300))
def test_events_survive_the_wire_however_it_is_cut(sent: list[Event], step: int) -> None:
    assert decode(b"".join(map(encode, sent)), step=step) == sent


@given(st.binary(max_size=400), st.integers(1, 50))
def test_any_bytes_are_events_or_a_protocol_error(data: bytes, step: int) -> None:
    try:
        decoded = decode(data, step=step)
    except (ProtocolError, TooLarge):
        return
    assert decode(b"".join(map(encode, decoded))) == decoded


@given(values)
def test_any_json_as_header_is_an_event_or_a_protocol_error(value: Any) -> None:
    line = json.dumps(value).encode() + b"\n"
    try:
        decoded = decode(line)
    except (ProtocolError, TooLarge):
        return
    assert value.get("data_length") or value.get("payload_length") or len(decoded) == 1


@given(events, st.integers(0, 2000))
def test_a_cut_frame_is_no_event_and_is_known_as_begun(event: Event, cut: int) -> None:
    frame = encode(event)
    begun = frame[: cut % len(frame)]
    decoder = FrameDecoder(LIMITS)
    decoder.feed(begun)
    assert decoder.next_event() is None
    assert decoder.mid_frame is bool(begun)


def test_data_behind_the_header_is_merged_over_data_in_it() -> None:
    data = b'{"b": 3, "c": 4}'
    assert decode(header(data={"a": 1, "b": 2}, data_length=len(data)) + data)[0].data == {
        "a": 1,
        "b": 3,
        "c": 4,
    }


def test_null_lengths_and_unknown_fields_are_as_good_as_none() -> None:
    assert decode(header(data_length=None, payload_length=None, version="9", other=[])) == [Event("ping")]


def test_what_one_frame_says_does_not_stay_for_the_next() -> None:
    first, second = decode(encode(Event("a", {"x": 1}, b"payload")) + encode(Event("b")))
    assert (first.payload, second.data, second.payload) == (b"payload", {}, None)


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"no json\n",
        b"[1, 2]\n",
        b'"text"\n',
        b"null\n",
        b"{}\n",
        b'{"type": null}\n',
        b'{"type": ""}\n',
        b'{"type": 7}\n',
        b'{"type": "ping", "data": null}\n',
        b'{"type": "ping", "data": []}\n',
        b'{"type": "ping", "data": {"a": NaN}}\n',
        b'{"type": "p\xff"}\n',
        b'{"type": "\\ud800"}\n',
        '{"type": "ping"}\n'.encode("utf-16"),
        b'{"type": "ping", "data": {"a": ' + b"[" * 8 + b"]" * 8 + b"}}\n",
        pytest.param(b'{"type": "ping", "data": ' + b"[" * 2000 + b"\n", id="brackets"),
        pytest.param(b'{"type": ' + b"1" * 4000 + b"}\n", id="a long number"),
        *(
            b'{"type": "ping", "%s": %s}\n' % (name, value)
            for name in (b"data_length", b"payload_length")
            for value in (b'"8"', b"true", b"1.0", b"-1", b"[8]", b"1e3")
        ),
    ],
)
def test_a_malformed_header_is_a_protocol_error(line: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(line)


@pytest.mark.parametrize("data", [b"[]", b"null", b"{", b'{"a"\xff', b'{"a": Infinity}', b"7"])
def test_malformed_data_is_a_protocol_error(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode(header(data_length=len(data)) + data)


@pytest.mark.parametrize("name", ["data_length", "payload_length"])
def test_a_frame_that_declares_too_much_is_refused_before_it_comes(name: str) -> None:
    with pytest.raises(TooLarge) as refusal:
        decode(header(**{name: 4097}))
    assert f"raise core.wyoming.max_{name.removesuffix('_length')}_bytes" in refusal.value.hint


def test_a_header_that_does_not_end_is_refused_at_the_bound() -> None:
    with pytest.raises(TooLarge) as refusal:
        decode(b'{"type": "' + b"a" * 5000)
    assert "raise core.wyoming.max_header_bytes" in refusal.value.hint


def test_frames_at_the_bounds_are_taken() -> None:
    text = "x" * (4096 - len('{"a": ""}'))
    event = Event("ping", {"a": text}, b"p" * 4096)
    assert decode(encode(event)) == [event]
    assert decode(b'{"type": "' + b"a" * (4096 - len('{"type": ""}')) + b'"}\n')
    deepest: Any = {}
    for _ in range(6):
        deepest = [deepest]
    assert decode(encode(Event("ping", {"a": deepest})))
