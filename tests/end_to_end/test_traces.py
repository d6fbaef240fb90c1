"""One trace of a turn across real processes, as a real receiver of OpenTelemetry's protocol gets it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.waiting import until
from wyoming_morgan.bench.ports import free_port
from wyoming_morgan.bench.server import running_server

trace_service = pytest.importorskip(
    "opentelemetry.proto.collector.trace.v1.trace_service_pb2",
    reason="the extra otel is not installed: pip install -r requirements/test.txt",
)

pytestmark = pytest.mark.slow

HOME = {"areas": ["Attic"], "entities": [{"name": "Bed Light", "domain": "light", "area": "Attic"}]}
ASKED = "4bf92f3577b34da6a3ce929d0e0e4736"


@dataclass
class Receiver:
    """Takes traces by OTLP over HTTP, as a collector does."""

    spans: list[dict[str, Any]] = field(default_factory=list)
    raw: bytes = b""
    url: str = ""

    async def take(self, request: web.Request) -> web.Response:
        assert request.content_type == "application/x-protobuf"
        body = await request.read()
        self.raw += body
        message = trace_service.ExportTraceServiceRequest.FromString(body)
        for resource in message.resource_spans:
            about = {pair.key: pair.value.string_value for pair in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += [self._read(span, about) for span in scope.spans]
        answer = trace_service.ExportTraceServiceResponse().SerializeToString()
        return web.Response(body=answer, content_type="application/x-protobuf")

    def _read(self, span: Any, about: dict[str, str]) -> dict[str, Any]:
        return {
            "service": about["service.name"],
            "name": span.name,
            "trace": span.trace_id.hex(),
            "id": span.span_id.hex(),
            "parent": span.parent_span_id.hex(),
            "seconds": (span.end_time_unix_nano - span.start_time_unix_nano) / 1e9,
            "began": span.start_time_unix_nano / 1e9,
            "attributes": {pair.key: pair.value.string_value for pair in span.attributes},
        }

    def named(self, name: str, service: str) -> list[dict[str, Any]]:
        return [span for span in self.spans if (span["name"], span["service"]) == (name, service)]


@pytest.fixture
async def receiver(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Receiver]:
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
    receiver = Receiver()
    application = web.Application()
    application.router.add_post("/v1/traces", receiver.take)
    runner = web.AppRunner(application)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    receiver.url = f"http://127.0.0.1:{port}"
    yield receiver
    await runner.cleanup()


async def test_a_turn_across_services_is_one_trace_without_its_words(
    receiver: Receiver, tmp_path: Path
) -> None:
    core = {
        "traces_endpoint": receiver.url,
        "cache_dir": str(tmp_path),
        "data_dir": str(tmp_path),
        "home": HOME,
    }
    speech: dict[str, dict[str, Any]] = {
        "core": core,
        "stt": {"engine": "pocketsphinx"},
        "tts": {"engine": "espeak-ng"},
    }
    async with running_server(speech, services=("stt", "tts")) as far:
        remote = {
            "engine": "wyoming",
            "engines": {"wyoming": {"uri": f"tcp://127.0.0.1:{far.wyoming_port}"}},
        }
        async with (
            running_server({"core": core, "stt": remote, "tts": remote}, services=("core",)) as near,
            aiohttp.ClientSession() as client,
        ):
            said = {"input": "turn on the bed light", "voice": "en-US", "response_format": "wav"}
            async with client.post(f"{far.http}/v1/audio/speech", json=said) as response:
                assert response.status == 200, await response.text()
                recording = await response.read()
            form = aiohttp.FormData({"metadata": json.dumps({"generate_audio": True})})
            form.add_field("file", recording, filename="command.wav")
            asked = {"traceparent": f"00-{ASKED}-00f067aa0ba902b7-01"}
            async with client.post(f"{near.http}/api/audio", data=form, headers=asked) as response:
                assert response.status == 200, await response.text()
                reply = await response.json()
            assert reply["audio"]
            async with client.post(
                f"{near.http}/api/text",
                json={"text": "what time is it", "metadata": {"incognito": True, "generate_audio": True}},
                headers={"traceparent": f"00-{ASKED[::-1]}-00f067aa0ba902b7-01"},
            ) as response:
                assert response.status == 200, await response.text()
    # The processes have ended: all that they had to send is here.
    await until(lambda: bool(receiver.named("turn", "morgan-core")))
    of_turn = [span for span in receiver.spans if span["trace"] == ASKED]
    [turn] = [span for span in of_turn if (span["name"], span["service"]) == ("turn", "morgan-core")]
    assert turn["parent"] == "00f067aa0ba902b7"
    assert turn["attributes"]["morgan.outcome"] == reply["outcome"]
    stages = {
        span["name"]: span for span in of_turn if span["parent"] == turn["id"] and span["name"] != "turn"
    }
    assert set(stages) == {"endpoint", "transcribe", "agent", "first_audio", "synthesize"} & set(stages)
    assert {"transcribe", "agent", "synthesize"} <= set(stages)
    for span in stages.values():
        assert turn["began"] - 0.01 <= span["began"] <= turn["began"] + turn["seconds"] + 0.01
    # What the speech services did for it is in the same trace, below the same turn.
    far_turns = [span for span in of_turn if (span["name"], span["service"]) == ("turn", "morgan")]
    assert {span["parent"] for span in far_turns} == {turn["id"]}
    below = {span["name"] for span in of_turn if span["parent"] in {far["id"] for far in far_turns}}
    assert {"transcribe", "synthesize"} <= below
    # Nothing of what was said is anywhere, and of the incognito turn nothing at all.
    of_recording = receiver.named("turn", "morgan")[0]["trace"]
    assert b"light" not in receiver.raw
    assert b"time" not in receiver.raw
    assert {span["trace"] for span in receiver.spans if span["name"] == "turn"} == {ASKED, of_recording}
