"""The arrows of docs/architecture.md, held by walking every import."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.source import PACKAGE, modules, nodes, shown, text

CHECKOUT = Path(__file__).resolve().parent.parent

FOUNDATION = {
    "errors",
    "tasks",
    "settings",
    "suggestions",
    "unset",
    "languages",
    "sockets",
    "audio",
    "timings",
    "readiness",
    "crowd",
    "machine",
    "private_files",
    "notices",
    "durations",
    "metrics",
    "trace_context",
    "addresses",
    "advice",
    "ending",
    "garbage",
    "loop",
    "unpacking",
    "answers",
    "kept_connections",
    "templates",
    "__init__",
}
ARROWS: dict[str, set[str]] = {
    "__init__": set(),
    "addresses": set(),
    "advice": set(),
    "errors": {"addresses"},
    "settings": set(),
    "tasks": set(),
    "garbage": set(),
    "suggestions": set(),
    "unset": set(),
    "languages": {"unset"},
    "sockets": set(),
    "ending": set(),
    "loop": {"ending"},
    "trace_context": set(),
    "timings": {"errors", "trace_context"},
    "readiness": {"addresses"},
    "crowd": {"errors"},
    "machine": set(),
    "private_files": set(),
    "unpacking": set(),
    "answers": {"unpacking"},
    "kept_connections": set(),
    "templates": set(),
    "notices": set(),
    "durations": set(),
    "metrics": {"durations"},
    "sayable": set(),
    "audio": {"errors"},
    "announcing": {"machine", "tasks"},
    "access": {"errors", "crowd", "private_files"},
    "tls": {"errors", "machine", "private_files", "settings", "tasks"},
    "systemd": {"errors"},
    "backup": {"access", "errors", "store", "tls", "__init__"},
    "models": {"errors", "settings", "suggestions"},
    "engines": FOUNDATION | {"models"},
    "store": {"addresses", "advice", "errors", "settings", "suggestions"},
    "voice": FOUNDATION | {"engines", "sayable"},
    "llm": FOUNDATION | {"engines"},
    "home": FOUNDATION | {"engines"},
    "agent": FOUNDATION | {"engines", "home", "llm", "store"},
    "wyoming": FOUNDATION | {"engines", "voice", "agent"},
    "http": FOUNDATION | {"access", "tls", "engines", "voice", "agent", "home", "llm", "store"},
    "config": FOUNDATION
    | {"access", "tls", "engines", "voice", "agent", "home", "llm", "store", "wyoming", "http"},
    "app": FOUNDATION | {"engines", "voice", "agent", "home", "llm", "store", "config"},
    "supervisor": FOUNDATION | {"home", "http", "config"},
    "serving": FOUNDATION
    | {"announcing", "access", "tls", "engines", "voice", "agent", "llm", "store", "wyoming", "http"}
    | {"config", "app", "supervisor"},
    "bench": FOUNDATION | {"sayable"},
    "cli": FOUNDATION
    | {
        "announcing",
        "access",
        "systemd",
        "tls",
        "backup",
        "models",
        "engines",
        "voice",
        "agent",
        "home",
        "llm",
        "store",
        "wyoming",
        "http",
    }
    | {"config", "app", "supervisor", "serving", "bench"},
    "__main__": {"cli"},
}
"""What each room of the package may import, beside itself."""

KINDS = ("stt", "tts", "vad", "wake", "llm")
_FOR_ENGINES = {"contract", "running", "clients", "commands"}

_AGENT_GROUND = {"contract", "settings", "trace", "language", "grammar"}
_AGENT_TURN = _AGENT_GROUND | {"guard", "conversation", "turn"}

INNER_ARROWS: dict[str, dict[str, set[str]]] = {
    "engines": {
        "__init__": set(),
        "contract": set(),
        "running": {"contract"},
        "clients": {"contract", "running"},
        "commands": {"contract", "running"},
        **dict.fromkeys(KINDS, _FOR_ENGINES),
        "registry": {"contract"},
        "measured": set(),
        "reference": {"contract", "measured", "registry"},
    },
    "agent": {
        "__init__": set(),
        "contract": set(),
        "settings": set(),
        "collect": {"contract"},
        "trace": {"contract"},
        "watch": set(),
        "language": set(),
        "grammar": {"contract", "settings", "language"},
        "naming": _AGENT_GROUND,
        "guard": _AGENT_GROUND,
        "conversation": _AGENT_GROUND,
        "turn": _AGENT_TURN,
        "recall": _AGENT_TURN,
        "notebook": _AGENT_TURN,
        "local_answers": _AGENT_TURN,
        "acting": _AGENT_TURN,
        "confirmation": _AGENT_TURN | {"acting"},
        "choosing": _AGENT_TURN | {"naming"},
        "either": _AGENT_TURN | {"choosing"},
        "standing": _AGENT_TURN | {"acting"},
        "undoing": _AGENT_TURN,
        "reverting": _AGENT_TURN | {"undoing"},
        "targeting": _AGENT_TURN | {"naming", "choosing"},
        "commands": _AGENT_TURN
        | {
            "acting",
            "confirmation",
            "local_answers",
            "naming",
            "choosing",
            "either",
            "targeting",
            "undoing",
            "reverting",
        },
        "model": _AGENT_TURN | {"acting", "confirmation"},
        "agent": _AGENT_TURN | {"watch", "recall", "acting", "confirmation", "commands", "model"},
    },
}
"""What each room inside a large room may import of the same room, beside itself."""

ENGINE_CONTRACTS_ONLY = ("voice", "home", "llm", "agent", "wyoming", "http")
"""Rooms that know engines by their contracts only."""

FILES = modules()


def imports(path: Path) -> Iterator[str]:
    """Every module of the package that a file imports, also inside functions, as a dotted name below it."""
    for node in nodes(path):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            # The component's own files import each other as Home Assistant's do: relatively.
            assert node.level == 0 or not path.is_relative_to(PACKAGE), f"{path}: imports are absolute"
            names = [] if node.level else [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.partition(".")[0] == "wyoming_morgan":
                yield name.removeprefix("wyoming_morgan").removeprefix(".") or "__init__"


def room(path: Path, depth: int = 0) -> str:
    """The room that a file lies in; with a depth of 1 the room inside a large room."""
    return path.relative_to(PACKAGE).parts[depth].removesuffix(".py")


def engine_rooms() -> Mapping[str, set[str]]:
    """For each kind, the files and folders that hold one engine each, by the entry points that find them."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    rooms: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for target in project["entry-points"]["morgan.engines"].values():
        _, _, kind, name = target.partition(":")[0].split(".")[:4]
        rooms[kind].add(name)
    return rooms


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_a_file_imports_only_rooms_below_its_own(path: Path) -> None:
    here = room(path)
    assert here in ARROWS, f"the room {here} is not in the plan: draw its arrows here and in the docs"
    for module in imports(path):
        there = module.partition(".")[0]
        if there == "__version__":
            continue
        assert there == here or there in ARROWS[here], f"{here} must not import {module}"


@pytest.mark.parametrize("path", [path for path in FILES if room(path) in INNER_ARROWS], ids=shown)
def test_a_file_of_a_large_room_imports_only_what_lies_below_it_there(path: Path) -> None:
    outer, here = room(path), room(path, 1)
    arrows = INNER_ARROWS[outer]
    assert here in arrows, f"{outer}/{here} is not in the plan: draw its arrows here and in the docs"
    for module in imports(path):
        parts = module.split(".")
        if parts[0] == outer and len(parts) > 1:
            assert parts[1] == here or parts[1] in arrows[here], f"{outer}/{here} must not import {module}"


@pytest.mark.parametrize("path", [path for path in FILES if room(path) in ENGINE_CONTRACTS_ONLY], ids=shown)
def test_above_the_engines_only_their_contracts_are_known(path: Path) -> None:
    modules = {module for module in imports(path) if module.startswith("engines")}
    assert {".".join(module.split(".")[:2]) for module in modules} <= {"engines.contract"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_engine_knows_no_other_engine(kind: str) -> None:
    engines = engine_rooms()[kind]
    assert engines
    for path in (PACKAGE / "engines" / kind).rglob("*.py"):
        here = room(path, 2)
        for module in imports(path):
            parts = module.split(".")
            if parts[:2] == ["engines", kind] and len(parts) > 2 and parts[2] in engines:
                assert parts[2] == here, f"{shown(path)} must not import {module}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {
        shown(path).removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in FILES
    }
    graph: dict[str, set[str]] = {}
    for name, path in modules.items():
        graph[name] = set()
        for target in imports(path):
            module = target if target in modules else target.rpartition(".")[0]
            if module in modules and module != name:
                graph[name].add(module)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' → '.join(error.args[1])}")


def test_the_integration_imports_nothing_of_the_server() -> None:
    component = CHECKOUT / "custom_components"
    assert [path for path in component.rglob("*.py") if list(imports(path))] == []


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_a_file_is_short_enough_to_be_read_at_once(path: Path) -> None:
    assert len(text(path).splitlines()) <= 300
