"""Two engines with options, and a way to load what a test writes down."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import pytest
from annotated_types import Ge, Le

from wyoming_morgan.config.complaints import InvalidConfiguration
from wyoming_morgan.config.environment import Given
from wyoming_morgan.config.loader import Loaded, load
from wyoming_morgan.config.schema import ENGINE_SETTINGS, Config
from wyoming_morgan.config.tree import Node, settings_tree
from wyoming_morgan.engines.contract.engine import Attribution, EngineKind, EngineOptions, EngineSpec


class EarOptions(EngineOptions):
    beam: Annotated[int, Ge(1), Le(9)] = 3
    """How widely it searches."""


class RemoteOptions(EngineOptions):
    uri: str
    """Where the other server is."""


def spec(kind: EngineKind, name: str, options: type[EngineOptions] = EngineOptions) -> EngineSpec:
    return EngineSpec(
        kind=kind,
        name=name,
        summary=f"The engine {name}.",
        attribution=Attribution("Morgan", "https://example.com"),
        license="Apache-2.0",
        create=lambda _options, _context: None,
        options=options,
    )


SPECS = (
    spec(EngineKind.STT, "far-ear", RemoteOptions),
    spec(EngineKind.STT, "near-ear", EarOptions),
    spec(EngineKind.TTS, "mouth"),
    spec(EngineKind.VAD, "nose"),
    spec(EngineKind.WAKE, "owl"),
    spec(EngineKind.LLM, "ollama"),
    spec(EngineKind.LLM, "sage", RemoteOptions),
)


def readable(value: object) -> str | None:
    """Name a case of a parametrized test by its texts, on one line and shortened."""
    if isinstance(value, str):
        return " ".join(value.split())[:60] or "empty"
    return None


Load = Callable[..., Loaded]
Complain = Callable[..., list[str]]


@pytest.fixture
def tree() -> Node:
    return settings_tree(Config, SPECS, ENGINE_SETTINGS)


@pytest.fixture
def load_files(tmp_path: Path) -> Load:
    """Write files, given by keyword, and load them."""

    def load_them(
        environ: dict[str, str] | None = None, given: tuple[Given, ...] = (), **files: str
    ) -> Loaded:
        for name, text in files.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return load(SPECS, folder=tmp_path, environ=environ or {}, given=given)

    return load_them


@pytest.fixture
def complaints(load_files: Load, tmp_path: Path) -> Complain:
    """Load files that are wrong; return the complaints, with the folder left out."""

    def complain(
        environ: dict[str, str] | None = None, given: tuple[Given, ...] = (), **files: str
    ) -> list[str]:
        with pytest.raises(InvalidConfiguration) as caught:
            load_files(environ, given, **files)
        return [str(complaint).replace(f"{tmp_path}/", "") for complaint in caught.value.complaints]

    return complain
