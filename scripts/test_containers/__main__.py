"""Build the image, run it in both shapes of docker-compose.yml and as an app: `make test-containers`."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.test_containers import clients
from scripts.test_containers.app import try_app
from scripts.test_containers.containers import PROJECT, Containers, docker
from wyoming_morgan.audio import SPEECH

OLDEST_COMPOSE = (2, 24)
KEY = "only for this test"
COMMAND = "turn on the kitchen light"
INTENT = {"name": "HassTurnOn", "slots": {"name": "Kitchen Light"}}
SETTINGS = {
    "core": {
        "home": {
            "areas": ["Kitchen"],
            "entities": [{"name": "Kitchen Light", "domain": "light", "area": "Kitchen"}],
        }
    },
    # The built-in voice is no human one: the built-in recognizer understands it, but is never sure.
    "stt": {"engines": {"pocketsphinx": {"min_confidence": 0.0}}},
}
WRITABLE_FOLDERS = "for folder in / /config /data /models /tmp; do [ ! -w $folder ] || echo $folder; done"


class Unexpected(Exception):
    """Something was seen that should not be."""


def expect(what: str, seen: object, wanted: object) -> None:
    """Print what was seen, and fail where it is not what it should be."""
    if seen != wanted:
        raise Unexpected(f"{what}: {seen!r}, where {wanted!r} was expected")
    print(f"  {what}: {seen}")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something took."""
    began = time.monotonic()
    yield
    print(f"  {what} in {time.monotonic() - began:.1f} s")


def build(containers: Containers) -> None:
    """Build the image."""
    print("The image")
    with timed("built"):
        size = containers.build()
    print(f"  size: {size / 1e6:.0f} MB")


def together(containers: Containers) -> None:
    """Use everything in one container, first without and then with an API key."""
    print("Everything in one container")
    with timed("healthy for the first time"):
        containers.start()
    expect("user", containers.shell("morgan", "id -un"), "morgan")
    folders = containers.shell("morgan", WRITABLE_FOLDERS)
    expect("writable folders", " ".join(folders.split()), "/data /models /tmp")
    port = containers.port("morgan", 10300)
    expect("Wyoming programs", " ".join(asyncio.run(clients.programs(port))), "stt tts intent handle")
    speech = spoken(port)
    expect("heard", asyncio.run(clients.hear(port, speech)), COMMAND)
    expect("understood", asyncio.run(clients.understand(port, COMMAND)), INTENT)
    port = containers.port("morgan", 8000)
    expect("HTTP status before there is an API key", asyncio.run(clients.status(port, "/metrics")), 401)
    expect("health before there is an API key", asyncio.run(clients.status(port, "/health")), 200)

    containers.set_key(KEY)
    with timed("healthy again, with an API key,"):
        containers.start()
    port = containers.port("morgan", 8000)
    expect("HTTP status without the API key", asyncio.run(clients.status(port, "/metrics")), 401)
    expect("HTTP status with the API key", asyncio.run(clients.status(port, "/metrics", key=KEY)), 200)
    take_turn(port, speech)
    end(containers)


def apart(containers: Containers) -> None:
    """Use the same image as five services."""
    print("Five services")
    with timed("healthy"):
        containers.start_apart()
    health = containers.inspect(".State.Health.Status")
    healthy = " ".join(service for service, status in health.items() if status == "healthy")
    expect("healthy services", healthy, "core llm stt tts vad")
    speech = spoken(containers.port("tts", 10200))
    expect("stt heard", asyncio.run(clients.hear(containers.port("stt", 10300), speech)), COMMAND)
    noticed = asyncio.run(clients.notice(containers.port("vad", 10400), speech))
    expect("vad noticed", " ".join(noticed), "voice-started voice-stopped")
    expect(
        "core understood", asyncio.run(clients.understand(containers.port("core", 10500), COMMAND)), INTENT
    )
    expect("llm status", asyncio.run(clients.status(containers.port("llm", 8001), "/ready")), 200)
    take_turn(containers.port("core", 8000), speech)
    end(containers)


def spoken(port: int) -> bytes:
    """Have the command spoken."""
    speech = asyncio.run(clients.speak(port, COMMAND))
    print(f"  spoken: {COMMAND!r}, {SPEECH.seconds(len(speech)):.1f} s with the silence around it")
    return speech


def take_turn(port: int, speech: bytes) -> None:
    """Send speech over HTTP, and see it heard, understood and answered aloud."""
    reply = asyncio.run(clients.turn(port, speech, key=KEY))
    expect("/api/audio heard", reply["transcript"].lower(), COMMAND)
    expect("/api/audio understood", reply["intents"], [INTENT])
    expect("/api/audio answered with", reply["audio"]["format"], "wav")


def end(containers: Containers) -> None:
    """Tell what the containers take, stop and remove them."""
    for name, memory in containers.memory().items():
        print(f"  memory of {name}: {memory}")
    with timed("stopped"):
        containers.stop()
    expect("exit codes", " ".join(set(containers.inspect(".State.ExitCode").values())), "0")
    containers.remove()


def missing() -> tuple[str, str] | None:
    """Return what is not there, and what to do about it."""
    if shutil.which("docker") is None:
        return "docker was not found", "install Docker Engine: https://docs.docker.com/engine/install/"
    try:
        engine = docker("version", "--format", "{{.Server.Version}}")
    except subprocess.CalledProcessError:
        return "no Docker engine answers", "start it, or see whether you may use it: docker version"
    try:
        compose = docker("compose", "version", "--short")
    except subprocess.CalledProcessError:
        return "Docker has no Compose", "install it: https://docs.docker.com/compose/install/linux/"
    if tuple(map(int, re.findall(r"\d+", compose)[:2])) < OLDEST_COMPOSE:
        return f"Docker Compose {compose} is too old", "install 2.24 or newer"
    print(f"Docker {engine}, Compose {compose}")
    return None


def main() -> int:
    """Build, use both shapes, and leave nothing behind."""
    if problem := missing():
        print(f"error: {problem[0]}\nhint: {problem[1]}", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix=f"{PROJECT}-") as folder:
        containers = Containers(Path(folder), SETTINGS)
        try:
            build(containers)
            together(containers)
            apart(containers)
            try_app(Path(folder), expect)
        except Exception:
            print(containers.logs(), file=sys.stderr)
            raise
        finally:
            containers.remove(image=True)
    print("Both shapes and the app work.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
