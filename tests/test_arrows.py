"""The arrows of docs/architecture.md, held by walking every import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "wyoming_morgan"

FOUNDATION = {"errors", "tasks", "settings", "suggestions", "audio", "timings", "readiness", "__init__"}
ARROWS: dict[str, set[str]] = {
    "__init__": set(),
    "errors": set(),
    "settings": set(),
    "tasks": set(),
    "suggestions": set(),
    "timings": {"errors"},
    "readiness": {"errors"},
    "audio": {"errors"},
    "models": {"errors", "settings", "suggestions"},
    "engines": FOUNDATION | {"models"},
    "store": {"errors", "settings", "suggestions"},
    "voice": FOUNDATION | {"engines"},
    "llm": FOUNDATION | {"engines"},
    "home": FOUNDATION | {"engines"},
    "agent": FOUNDATION | {"engines", "home", "llm", "store"},
    "wyoming": FOUNDATION | {"engines", "voice", "agent"},
    "http": FOUNDATION | {"engines", "voice", "agent", "llm", "store"},
    "config": FOUNDATION | {"engines", "voice", "agent", "home", "llm", "store", "wyoming", "http"},
    "app": FOUNDATION | {"engines", "voice", "agent", "home", "llm", "store", "config"},
    "serving": FOUNDATION | {"engines", "voice", "agent", "llm", "store", "wyoming", "http", "config", "app"},
    "bench": FOUNDATION,
    "cli": FOUNDATION
    | {"models", "engines", "voice", "agent", "home", "llm", "store", "wyoming", "http"}
    | {"config", "app", "serving", "bench"},
    "__main__": {"cli"},
}
"""What each room may import, beside itself."""

ENGINE_KINDS = ("stt", "tts", "vad", "wake", "llm")
SEES_ONLY_ENGINE_CONTRACTS = ("voice", "home", "llm", "agent", "wyoming", "http")


AGENT_GROUND = {"contract", "settings", "trace", "language", "grammar"}
AGENT_TURN = AGENT_GROUND | {"guard", "conversation", "turn"}
AGENT_ARROWS: dict[str, set[str]] = {
    "contract": set(),
    "settings": set(),
    "collect": {"contract"},
    "trace": {"contract"},
    "language": set(),
    "grammar": {"contract", "settings", "language"},
    "guard": AGENT_GROUND,
    "conversation": AGENT_GROUND,
    "turn": AGENT_TURN,
    "recall": AGENT_TURN,
    "local_answers": AGENT_TURN,
    "acting": AGENT_TURN,
    "confirmation": AGENT_TURN | {"acting"},
    "commands": AGENT_TURN | {"acting", "confirmation", "local_answers"},
    "model": AGENT_TURN | {"acting", "confirmation"},
    "agent": AGENT_TURN | {"recall", "acting", "confirmation", "commands", "model"},
}
"""What each room and file of the agent may import of the agent, beside itself."""


def imports(path: Path) -> Iterator[str]:
    """Every module of the package that a file imports, also inside functions, as a dotted name below it."""
    for node in ast.walk(ast.parse(path.read_text())):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if name.partition(".")[0] == "wyoming_morgan":
                yield name.removeprefix("wyoming_morgan").removeprefix(".") or "__init__"


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


FILES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_file_imports_only_rooms_below_its_own(path: Path) -> None:
    here = room(path)
    assert here in ARROWS, f"the room {here} is in no plan: draw its arrows here and in docs/architecture.md"
    for module in imports(path):
        there = module.partition(".")[0]
        if there == "__version__":
            continue
        assert there == here or there in ARROWS[here], f"{here} must not import {module}"


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if room(path) == "agent" and path.parts[-2:] != ("agent", "__init__.py")],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_a_file_of_the_agent_imports_only_floors_below_its_own(path: Path) -> None:
    here = path.relative_to(PACKAGE / "agent").parts[0].removesuffix(".py")
    assert here in AGENT_ARROWS, f"agent/{here} is in no plan: draw its arrows here"
    for module in imports(path):
        if module.startswith("agent."):
            there = module.split(".")[1]
            assert there == here or there in AGENT_ARROWS[here], f"agent/{here} must not import {module}"


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if room(path) in SEES_ONLY_ENGINE_CONTRACTS],
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_above_the_engines_only_their_contracts_are_known(path: Path) -> None:
    engines = {module for module in imports(path) if module.startswith("engines")}
    assert {".".join(module.split(".")[:2]) for module in engines} <= {
        "engines.contract",
    }


@pytest.mark.parametrize(
    "path",
    sorted(path for kind in ENGINE_KINDS for path in (PACKAGE / "engines" / kind).glob("*.py")),
    ids=lambda path: str(path.relative_to(PACKAGE)),
)
def test_an_engine_knows_no_engine_of_another_kind(path: Path) -> None:
    kind = path.parent.name
    others = set(ENGINE_KINDS) - {kind}
    assert not [
        module for module in imports(path) if module.split(".")[:2] in [["engines", o] for o in others]
    ]


@pytest.mark.parametrize(
    "path",
    sorted((PACKAGE.parent / "custom_components").rglob("*.py")),
    ids=lambda path: str(path.name),
)
def test_the_integration_imports_nothing_of_the_server(path: Path) -> None:
    assert not list(imports(path))
