"""Prometheus metrics."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress

from prometheus_client.parser import text_string_to_metric_families

from tests.fakes import Gate
from tests.http.conftest import Door, FakeServices, Serve
from wyoming_morgan.durations import Durations
from wyoming_morgan.errors import Busy, InvalidRequest
from wyoming_morgan.metrics import table
from wyoming_morgan.metrics.reading import MetricReading
from wyoming_morgan.timings import Stage, TurnTimings, recorded


async def metrics(door: Door) -> dict[str, float]:
    """Every sample by its name and labels, as they are written."""
    async with door.get("/metrics") as response:
        assert response.status == 200
        assert response.content_type == "text/plain"
        text = await response.text()
    return {
        f"{sample.name}{dict(sorted(sample.labels.items())) or ''}": sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


async def test_turns_and_their_stages_are_counted(door: Door, fakes: FakeServices) -> None:
    async with door.post("/api/text", json={"text": "turn on the light"}):
        pass
    fakes.agent.intents = []
    async with door.post("/api/text", json={"text": "sing a song"}):
        pass
    samples = await metrics(door)
    assert samples["morgan_turns_total{'outcome': 'intents'}"] == 1
    assert samples["morgan_turns_total{'outcome': 'not-handled'}"] == 1
    assert samples["morgan_turn_stage_seconds_count{'stage': 'agent'}"] == 2


async def test_what_was_only_spoken_is_counted_as_done(door: Door, fakes: FakeServices) -> None:
    fakes.turn_log.add(TurnTimings(seconds={Stage.SYNTHESIZE: 0.1}))
    assert (await metrics(door))["morgan_turns_total{'outcome': 'done'}"] == 1


async def test_requests_are_counted_by_route_never_by_path(door: Door) -> None:
    for path in ("/v1/models/a", "/v1/models/b", "/no/such/path", "/nor/this"):
        async with door.get(path):
            pass
    samples = await metrics(door)
    assert (
        samples["morgan_http_requests_total{'method': 'GET', 'route': '/v1/models/{id}', 'status': '404'}"]
        == 2
    )
    assert samples["morgan_http_requests_total{'method': 'GET', 'route': 'unknown', 'status': '404'}"] == 2
    assert samples["morgan_http_request_seconds_count{'route': 'unknown'}"] == 2


async def test_gauges_show_what_the_readings_say_at_each_scrape(serve: Serve) -> None:
    waiting = {"stt": 1.0, "tts": 0.0}

    def readings() -> list[MetricReading]:
        return [MetricReading(table.READY, n, (e,)) for e, n in waiting.items()]

    door = await serve(replaced={"readings": readings})
    assert (await metrics(door))["morgan_service_ready{'service': 'stt'}"] == 1
    waiting["stt"] = 5
    samples = await metrics(door)
    assert samples["morgan_service_ready{'service': 'stt'}"] == 5
    assert samples["morgan_service_ready{'service': 'tts'}"] == 0


async def test_durations_are_a_histogram(serve: Serve) -> None:
    lag = Durations((0.1, 1.0))
    for seconds in (0.05, 0.1, 0.5, 3.0):
        lag.add(seconds)
    door = await serve(replaced={"readings": lambda: [MetricReading(table.LOOP_LAG_SECONDS, lag)]})
    samples = await metrics(door)
    buckets = {
        bound: samples[f"morgan_loop_lag_seconds_bucket{{'le': '{bound}'}}"]
        for bound in ("0.1", "1.0", "+Inf")
    }
    assert buckets == {"0.1": 2, "1.0": 3, "+Inf": 4}
    assert samples["morgan_loop_lag_seconds_count"] == 4
    assert samples["morgan_loop_lag_seconds_sum"] == 3.65


async def test_what_reads_a_file_is_read_off_the_event_loop(serve: Serve) -> None:
    threads: list[str] = []

    def measure() -> float:
        threads.append(threading.current_thread().name)
        return 7.0

    door = await serve(replaced={"readings": lambda: [MetricReading(table.MEMORY, measure)]})
    assert (await metrics(door))["morgan_memory_bytes"] == 7
    assert threads != [threading.main_thread().name]


async def test_a_turn_that_failed_is_counted_with_whose_fault_it_was(fakes: FakeServices, door: Door) -> None:
    for error in (Busy("full"), InvalidRequest("wrong"), RuntimeError("a mistake")):
        with suppress(Exception), recorded(fakes.turn_log, TurnTimings()):
            raise error
    samples = await metrics(door)
    failed = {name: value for name, value in samples.items() if name.startswith("morgan_turn_errors_total")}
    assert failed == {
        "morgan_turn_errors_total{'code': 'busy', 'fault': 'server'}": 1,
        "morgan_turn_errors_total{'code': 'invalid-request', 'fault': 'client'}": 1,
        "morgan_turn_errors_total{'code': 'internal', 'fault': 'server'}": 1,
    }


async def test_connections_and_running_requests_are_gauges(door: Door, fakes: FakeServices) -> None:
    fakes.agent.gate = Gate()
    asking = asyncio.create_task(door.session.post(door.url + "/api/text", json={"text": "hello"}))
    await fakes.agent.gate.arrived.wait()
    samples = await metrics(door)
    assert samples["morgan_http_connections"] == 2
    assert samples["morgan_http_requests_running"] == 1
    fakes.agent.gate.opened.set()
    (await asking).close()
    assert (await metrics(door))["morgan_http_requests_running"] == 0


async def test_the_process_is_in_the_metrics(door: Door) -> None:
    samples = await metrics(door)
    assert samples["process_resident_memory_bytes"] > 0


async def test_two_servers_in_one_process_keep_metrics_of_their_own(serve: Serve) -> None:
    first, second = await serve(), await serve()
    async with first.get("/v1/models"):
        pass
    route = "morgan_http_requests_total{'method': 'GET', 'route': '/v1/models', 'status': '200'}"
    assert (await metrics(first))[route] == 1
    assert route not in await metrics(second)


async def test_strange_methods_are_counted_together(door: Door) -> None:
    for method in ("PROPFIND", "MKCOL", "LOCK"):
        async with door.session.request(method, door.url + "/health") as response:
            assert response.status == 405
    async with door.get("/metrics") as response:
        scraped = await response.text()
    assert 'method="other"' in scraped
    assert not {name for name in ("PROPFIND", "MKCOL", "LOCK") if name in scraped}
