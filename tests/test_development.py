"""docs/development.md shows how to extend Morgan: all of it is done to a copy of Morgan, which then runs."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from wyoming.client import AsyncTcpClient
from wyoming.event import Event

from wyoming_morgan.bench.server import ServerProcess, running_server

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

CHECKOUT = Path(__file__).resolve().parent.parent
STEP = re.compile(r"`([\w/]+\.(?:py|toml))`[^`\n]*\n```(python|diff)\n(.*?)```", re.DOTALL)
"""A block: the last file named in the line before it, whether it is new or changed, and the text."""
COPIED = ("wyoming_morgan", "scripts", "tests", "docs", "config", "pyproject.toml")
KATHMANDU = timedelta(hours=5, minutes=45)


@dataclass(frozen=True)
class Copy:
    """Morgan with everything that the page adds."""

    folder: Path
    added: tuple[str, ...]

    def run(self, *arguments: str) -> str:
        """Run Python in it and return what it printed."""
        command = [sys.executable, *arguments]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)  # noqa: S603 - ours
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")


def old(lines: list[str]) -> str:
    return "".join(f"{line[1:]}\n" for line in lines if not line.startswith("+"))


def new(lines: list[str]) -> str:
    return "".join(f"{line[1:]}\n" for line in lines if not line.startswith("-"))


def changed(text: str, diff: str) -> str:
    """Apply a diff. A hunk ends where the next line of the diff is not the next line of the text."""
    hunks: list[list[str]] = [[]]
    for line in diff.splitlines():
        if old([*hunks[-1], line]) not in text:
            hunks.append([])
        hunks[-1].append(line)
    for hunk in hunks:
        assert text.count(old(hunk)) == 1, f"not there exactly once:\n{old(hunk)}"
        text = text.replace(old(hunk), new(hunk))
    return text


def extend(folder: Path) -> Iterator[str]:
    """Do what the page says; return the files that it adds."""
    page = (folder / "docs" / "development.md").read_text(encoding="utf-8")
    for path, kind, text in STEP.findall(page):
        file = folder / path
        if kind == "python":
            assert not file.exists(), path
            file.write_text(text, encoding="utf-8")
            yield path
        else:
            file.write_text(changed(file.read_text(encoding="utf-8"), text), encoding="utf-8")


def install(folder: Path) -> None:
    """Write what an installation would: the entry points of pyproject.toml."""
    points = tomllib.loads((folder / "pyproject.toml").read_text())["project"]["entry-points"]
    installed = folder / "wyoming_morgan-0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: wyoming-morgan\nVersion: 0\n")
    groups = (
        [f"[{group}]", *(f"{name} = {value}" for name, value in rows.items())]
        for group, rows in points.items()
    )
    (installed / "entry_points.txt").write_text("\n".join(line for group in groups for line in group))


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    """The extended copy, which every process that is started now imports."""
    folder = tmp_path_factory.mktemp("morgan")
    for name in COPIED:
        if (CHECKOUT / name).is_dir():
            shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(CHECKOUT / name, folder / name)
    added = tuple(extend(folder))
    install(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        patch.chdir(folder)
        yield Copy(folder, added)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(copy: Copy) -> AsyncIterator[ServerProcess]:
    del copy  # imported by the process, because it is the working folder
    settings: dict[str, dict[str, object]] = {
        "core": {"http": {"clock_zone": "Asia/Kathmandu"}},
        "tts": {"engine": "beep"},
    }
    async with running_server(settings, services=["core"]) as server:
        yield server


async def test_the_page_adds_one_file_for_each_but_the_setting(copy: Copy) -> None:
    assert [Path(path).parent.name for path in copy.added] == ["tts", "language", "programs", "api"]


async def test_what_it_adds_follows_the_house_rules(copy: Copy) -> None:
    copy.run("-m", "ruff", "check", *copy.added)
    copy.run("-m", "ruff", "format", "--check", *copy.added)
    copy.run("-m", "pytest", "--quiet", "tests/test_arrows.py")


async def test_the_engine_fulfills_the_contract_of_engines(copy: Copy) -> None:
    ran = copy.run("-m", "pytest", "--quiet", "tests/engines/test_contract.py", "-k", "tts.beep")
    assert re.search(r"\b\d\d passed", ran), ran


async def test_the_engine_speaks(server: ServerProcess) -> None:
    async with (
        aiohttp.ClientSession(server.http) as http,
        http.post("/generate", json={"text": "Beep", "format": "wav"}) as response,
    ):
        assert response.status == 200
        assert len(await response.read()) > 4 * 0.05 * 16_000 * 2


async def test_the_language_fulfills_the_contract_of_languages(copy: Copy) -> None:
    ran = copy.run("-m", "pytest", "--quiet", "tests/agent/language/test_contract.py", "-k", "da")
    assert re.search(r"\b\d\d passed", ran), ran


async def test_the_program_answers_over_a_socket(server: ServerProcess) -> None:
    async with AsyncTcpClient("127.0.0.1", server.wyoming_port) as client:
        await client.write_event(Event("clock"))
        answer = await client.read_event()
    assert answer is not None
    assert answer.type == "clock"
    assert datetime.fromisoformat(answer.data["time"]).tzinfo is not None


async def test_the_route_answers_in_the_zone_of_the_setting(server: ServerProcess) -> None:
    async with aiohttp.ClientSession(server.http) as http, http.get("/api/clock") as response:
        time = datetime.fromisoformat((await response.json())["time"])
    assert time.utcoffset() == KATHMANDU


async def test_the_setting_and_the_engine_appear_in_the_generated_documentation(copy: Copy) -> None:
    copy.run("scripts/generate_docs.py")
    assert "clock_zone" in copy.read("docs/configuration.md")
    assert "clock_zone" in copy.read("config/core.yaml.example")
    assert "beep" in copy.read("docs/engines.md")
