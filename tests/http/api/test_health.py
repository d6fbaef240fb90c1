"""What those who watch the process are told."""

from __future__ import annotations

from tests.http.conftest import Door, FakeServices, Serve
from wyoming_morgan import __version__
from wyoming_morgan.home.status import HomeState, HomeStatus


async def test_health_says_that_the_process_lives_while_its_engines_load(door: Door) -> None:
    async with door.get("/health") as response:
        assert response.status == 200
        body = await response.json()
    assert (body["status"], body["version"]) == ("ok", __version__)
    assert body["uptime_seconds"] >= 0
    assert body["services"]["stt"] == {"state": "starting", "detail": "", "hint": ""}


async def test_ready_is_503_until_every_engine_is_loaded(door: Door, fakes: FakeServices) -> None:
    fakes.readiness.loaded("stt", detail="pocketsphinx", hint="morgan models pull stt")
    async with door.get("/ready") as response:
        assert response.status == 503
        body = await response.json()
    assert body["status"] == "starting"
    assert body["services"]["stt"]["state"] == "ready"
    assert body["services"]["tts"]["state"] == "starting"
    fakes.readiness.loaded("tts")
    async with door.get("/ready") as response:
        assert response.status == 200
        assert (await response.json())["status"] == "ready"


async def test_ready_tells_what_is_still_learned(door: Door, fakes: FakeServices) -> None:
    fakes.readiness.loaded("tts")
    fakes.readiness.learning("stt", detail="pocketsphinx; learning the 3 names of the home")
    async with door.get("/ready") as response:
        assert response.status == 503
        body = await response.json()
    assert body["status"] == "learning"
    assert body["services"]["stt"]["detail"] == "pocketsphinx; learning the 3 names of the home"


async def test_ready_tells_what_failed_and_what_to_run(door: Door, fakes: FakeServices) -> None:
    fakes.readiness.loaded("tts")
    fakes.readiness.failed("stt", detail="no model", hint="morgan models pull stt")
    async with door.get("/ready") as response:
        assert response.status == 503
        body = await response.json()
    assert body["status"] == "failed"
    assert body["services"]["stt"] == {
        "state": "failed",
        "detail": "no model",
        "hint": "morgan models pull stt",
    }


async def test_ready_tells_what_stands_in_for_what(door: Door, fakes: FakeServices) -> None:
    fakes.readiness.loaded("tts", detail="espeak-ng; stands in for piper: no voice", stands_in_for="piper")
    fakes.readiness.loaded("stt", detail="pocketsphinx")
    async with door.get("/ready") as response:
        services = (await response.json())["services"]
    assert services["tts"]["stands_in_for"] == "piper"
    assert "stands_in_for" not in services["stt"]


async def test_the_index_lists_what_is_here(serve: Serve) -> None:
    door = await serve(without=("stt", "agent", "tts", "vad", "llm"))
    async with door.get("/") as response:
        body = await response.json()
    assert body["version"] == __version__
    assert body["routes"] == [
        "GET /",
        "GET /api/ps",
        "GET /docs",
        "GET /health",
        "GET /metrics",
        "GET /openapi.json",
        "GET /page/{name}",
        "GET /ready",
        "GET /v1/audio/models",
        "GET /v1/models",
        "GET /v1/models/{id}",
    ]


async def test_a_home_that_refuses_the_token_is_told_and_keeps_nothing_from_being_ready(
    serve: Serve, fakes: FakeServices
) -> None:
    fakes.readiness.loaded("stt")
    fakes.readiness.loaded("tts")
    status = HomeStatus(HomeState.REFUSED, "refuses the token", "create a new one")
    door = await serve(replaced={"home_status": lambda: status})
    for path in ("/ready", "/health"):
        async with door.get(path) as response:
            assert response.status == 200
            assert (await response.json())["home"] == {
                "state": "refused",
                "detail": "refuses the token",
                "hint": "create a new one",
            }


async def test_without_a_home_nothing_is_told_of_one(door: Door) -> None:
    async with door.get("/health") as response:
        assert "home" not in await response.json()
