"""Whatever stands in a file or in the environment: it is understood, or complained about."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from wyoming_morgan.config.complaints import Complaint, InvalidConfiguration
from wyoming_morgan.config.files import read_file
from wyoming_morgan.config.loader import load
from wyoming_morgan.engines.contract.engine import Attribution, EngineKind, EngineSpec

SPECS = (
    EngineSpec(
        kind=EngineKind.STT,
        name="ear",
        summary="An ear.",
        attribution=Attribution("Morgan", "https://example.com"),
        license="Apache-2.0",
        create=lambda _options, _context: None,
    ),
)

names = st.sampled_from(
    ["stt", "core", "home", "areas", "entities", "name", "domain", "area", "engine", "engines", "ear", "http"]
) | st.text(max_size=5)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
    max_leaves=8,
)

in_one_folder = settings(
    max_examples=settings().max_examples * 2 // 5,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def accept(folder: Path, environ: dict[str, str]) -> None:
    """Load; that nothing but `InvalidConfiguration` is raised is what counts."""
    complaints: tuple[Complaint, ...] = ()
    try:
        load(SPECS, folder=folder, environ=environ)
    except InvalidConfiguration as error:
        complaints = error.complaints
    assert all(complaint.where and complaint.problem for complaint in complaints)


@in_one_folder
@given(text=st.text())
@example(text="&a [*a]")
@example(text="? [a]\n: 1")
@example(text="<<: 5")
@example(text="<<: {engine: none, engines: {nobody: 1}}")
@example(text="a: 2001-99-99")
@example(text="a: !!float x")
@example(text="a: !!bool x")
@example(text="a: !!timestamp x")
@example(text="!!set {a}")
def test_any_text_in_a_file_is_read_or_complained_about(tmp_path: Path, text: str) -> None:
    file = tmp_path / "stt.yaml"
    file.write_text(text, encoding="utf-8", errors="replace")
    document = read_file(file, ("stt",))
    assert all(isinstance(complaint, Complaint) for complaint in document.complaints)
    accept(tmp_path, {})


@in_one_folder
@given(data=st.binary(max_size=40))
def test_any_bytes_in_a_file_are_read_or_complained_about(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "core.yaml").write_bytes(data)
    accept(tmp_path, {})


@in_one_folder
@given(written=st.dictionaries(names, values, max_size=5))
def test_any_values_in_files_are_taken_or_complained_about(tmp_path: Path, written: dict[str, Any]) -> None:
    text = json.dumps(written, ensure_ascii=True)
    for name in ("core", "stt"):
        (tmp_path / f"{name}.yaml").write_text(text)
    accept(tmp_path, {})


@in_one_folder
@given(value=values)
def test_any_value_in_a_variable_is_taken_or_complained_about(tmp_path: Path, value: Any) -> None:
    text = json.dumps(value)
    settings_of_all_kinds = (
        "CORE__HOME__AREAS",
        "CORE__HTTP__PORT",
        "STT__ENGINES__EAR",
        "STT__ENGINE",
        "VAD",
    )
    accept(tmp_path, {f"MORGAN_{name}": text for name in settings_of_all_kinds})


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000], ids=["lists", "mappings"])
def test_nesting_without_end_is_complained_about(tmp_path: Path, text: str) -> None:
    accept(tmp_path, {"MORGAN_CORE__HOME": text})
