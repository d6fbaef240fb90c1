"""What is a path, and what is the name of a model."""

from __future__ import annotations

from pathlib import Path

import pytest

from wyoming_morgan.models.paths import model_path


@pytest.mark.parametrize("path", ["/srv/models/mine", "./mine", "../mine", "/srv/k.onnx"])
def test_a_path_begins_as_a_path(path: str) -> None:
    assert model_path(path) == Path(path)


def test_a_home_folder_is_expanded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    assert model_path("~/mine") == Path("/home/ada/mine")


@pytest.mark.parametrize(
    "name", ["base", "large-v3", "someone/whisper-x", "models/mine", "", ".", "..", ".hidden", "C:\\models"]
)
def test_everything_else_is_a_name(name: str) -> None:
    assert model_path(name) is None
