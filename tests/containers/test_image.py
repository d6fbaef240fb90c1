"""The Dockerfile fits the project and runs it without rights."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tomllib

import pytest
from packaging.specifiers import SpecifierSet

from tests.containers.conftest import CHECKOUT, Image, served
from wyoming_morgan.config.choices import Service
from wyoming_morgan.config.schema import Config
from wyoming_morgan.http.server import HttpServer
from wyoming_morgan.http.services import HttpServices
from wyoming_morgan.http.settings import HttpSettings
from wyoming_morgan.readiness import Readiness
from wyoming_morgan.timings import TurnLog

PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PYTHON_OF_DEBIAN = {"trixie": "3.13"}
"""The version of the package python3 in Debian trixie."""


def test_it_runs_as_a_user_without_rights_who_is_told_by_number(image: Image) -> None:
    user, _, group = image.last("USER").partition(":")
    assert int(user) > 0
    assert int(group) > 0


def test_it_serves_everything_unless_told_otherwise(image: Image) -> None:
    program, *arguments = image.command("ENTRYPOINT") + image.command("CMD")
    assert program in PROJECT["scripts"]
    assert served(arguments) == frozenset(Service)


def test_it_exposes_the_ports_of_everything(image: Image) -> None:
    ports = Config().ports(frozenset(Service))
    assert {int(port) for port in image.last("EXPOSE").split()} == {ports.http, ports.wyoming}


def test_its_python_is_one_that_morgan_supports(image: Image) -> None:
    text = (CHECKOUT / "Dockerfile").read_text(encoding="utf-8")
    release = re.search(r"^ARG DEBIAN=(\S+)$", text, re.MULTILINE)
    assert release is not None
    assert SpecifierSet(PROJECT["requires-python"]).contains(PYTHON_OF_DEBIAN[release[1]])
    assert image.instructions[0] == ("FROM", "debian:${DEBIAN}-slim")


def test_what_it_copies_is_there_and_not_ignored(image: Image) -> None:
    everything, *rules = (CHECKOUT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert everything == "*"
    assert image.copied
    for source in image.copied:
        assert (CHECKOUT / source).exists()
        assert f"!{source.partition('/')[0]}" in rules


@pytest.mark.slow
async def test_it_is_healthy_when_morgan_is_ready(image: Image) -> None:
    readiness = Readiness(["stt"])
    server = HttpServer(HttpServices(readiness, TurnLog()), HttpSettings(port=0))
    await server.start()
    try:
        assert await _health(image, server.addresses[0][1]) == (1, "starting")
        readiness.loaded("stt")
        assert await _health(image, server.addresses[0][1]) == (0, "ready")
    finally:
        await server.stop(0)


async def _health(image: Image, port: int) -> tuple[int | None, str]:
    """Ask as the health check does; return its exit code, and the status that it prints."""
    program, *arguments = image.command("HEALTHCHECK")
    assert program in PROJECT["scripts"]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "wyoming_morgan",
        *arguments,
        env={**os.environ, "MORGAN_CORE__HTTP__PORT": str(port)},
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode().partition("\n")[0]
