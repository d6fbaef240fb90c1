"""Valid conversations with every Wyoming program, and what a hostile client would put into them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

SPEECH_FORMAT = {"rate": 16_000, "width": 2, "channels": 1}
LOUD = b"\xff\x7f" * 160
WAKE_WORD = bytes(2560) + b"\x9a\x19" * 1280
"""80 ms of silence, and what the fake engine takes for its first wake word."""


@dataclass(slots=True)
class Frame:
    """One event before it is encoded; `header` overrides what an honest client would write there."""

    type: Any
    data: Any = None
    payload: bytes = b""
    header: dict[str, Any] = field(default_factory=dict)
    inline: bool = False
    """Whether the data is written into the header."""

    def encode(self) -> bytes:
        data = b"" if self.data is None or self.inline else _json(self.data)
        header: dict[str, Any] = {"type": self.type, "version": "1.0.0"}
        if self.inline and self.data is not None:
            header["data"] = self.data
        if data:
            header["data_length"] = len(data)
        if self.payload:
            header["payload_length"] = len(self.payload)
        return b"".join((_json(header | self.header), b"\n", data, self.payload))


def _audio(chunks: int = 2, payload: bytes = LOUD * 4) -> list[Frame]:
    return [
        Frame("audio-start", {**SPEECH_FORMAT, "timestamp": 0}),
        *(Frame("audio-chunk", {**SPEECH_FORMAT, "timestamp": 10 * i}, payload) for i in range(chunks)),
        Frame("audio-stop", {"timestamp": 20}),
    ]


CONTEXT = {"conversation_id": "c1", "device_id": "d1", "satellite_id": "s1"}

CONVERSATIONS: list[list[Frame]] = [
    [Frame("describe")],
    [Frame("ping", {"text": "hello"}), Frame("describe")],
    [
        Frame("transcribe", {"language": "en", "name": "tiny", "transcript_names": ["Ann"], "context": {}}),
        *_audio(),
    ],
    [*_audio(3), *_audio(1)],
    [Frame("transcribe", {"language": "de", "vad_sensitivity": "relaxed"}), *_audio()],
    [Frame("select-program", {"name": "wakewords"}), *_audio()],
    [Frame("detect", {"names": ["okay_nabu"], "context": {"a": 1}}), *_audio(payload=WAKE_WORD)],
    [Frame("select-program", {"name": "silero"}), *_audio(4)],
    [
        Frame(
            "synthesize", {"text": "Hello.", "voice": {"name": "amy", "language": "en-GB", "speaker": "left"}}
        )
    ],
    [
        Frame("synthesize-start", {"voice": {"name": "kurt"}, "text_format": "text"}),
        Frame("synthesize-chunk", {"text": "Hello, "}),
        Frame("synthesize-chunk", {"text": "world."}),
        Frame("synthesize", {"text": "Hello, world."}),
        Frame("synthesize-stop"),
    ],
    [Frame("transcript", {"text": "turn on the kitchen light", "language": "en", "context": CONTEXT})],
    [Frame("recognize", {"text": "turn on the kitchen light", "context": CONTEXT})],
    [Frame("intent", {"name": "HassTurnOn", "entities": [{"name": "name", "value": "Light"}], "text": "on"})],
]
"""Valid conversations with every program."""

FOREIGN_TYPES = (
    *("info", "pong", "error", "transcript-start", "transcript-chunk", "transcript-stop", "voice-started"),
    *(
        "voice-stopped",
        "detection",
        "not-detected",
        "handled",
        "handled-start",
        "not-handled",
        "intents-start",
    ),
    *("not-recognized", "synthesize-stopped", "played", "run-satellite", "pause-satellite", "run-pipeline"),
    *("satellite-connected", "streaming-started", "timer-started", "timer-finished", "audio-chunk ", "PING"),
    *("", " ", "describe\u0000", "a" * 5000, "\u202edescribe", "__class__", "../../etc/passwd"),
)
"""Types of other programs, of the server itself, and of nobody."""

EXTREME_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        1,
        -1,
        255,
        2**15,
        2**31,
        2**32,
        2**63,
        2**64,
        -(2**63),
        10**30,
        0.5,
        -0.0,
        1e308,
    ),
    *(int("9" * 4300), -int("9" * 4300), float("nan"), float("inf"), 384_000, 384_001, 1e3, "16000", "1e5"),
    *(
        "",
        "\u0000",
        "\ud800",
        "\udc80\ud800",
        "\u202e\u2066",
        "😀" * 50,
        "x" * 20_000,
        "en",
        "xx",
        "%s%n",
        "{}",
    ),
    *(
        [],
        {},
        [[]],
        [None],
        ["okay_nabu"] * 101,
        {"name": {}},
        {"": ""},
        [1, "a", None],
        {"a": [{"b": [{}]}]},
    ),
)
"""Values that a field may be given instead of its own."""

EXTREME_LENGTHS: tuple[Any, ...] = (
    *(0, 1, 2, 100, -1, -(2**63), 2**31, 2**63, 10**18, int("9" * 4300), 4 * 1024 * 1024, 256 * 1024),
    *(1.0, 0.5, 1e308, float("nan"), float("inf"), "5", "", None, True, [], {}, "\u0661"),
)
"""Lengths that a header may claim."""


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
