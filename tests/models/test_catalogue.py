"""The catalogue is data; these hold it together, and what is found in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from wyoming_morgan.errors import InvalidRequest, UnknownModel
from wyoming_morgan.models.catalogue import Catalogue, CatalogueEntry, HubSource, UrlSource, matching
from wyoming_morgan.models.store import ModelStore

CATALOGUE = Catalogue.load()
TAG = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


@pytest.mark.parametrize("entry", CATALOGUE.entries, ids=lambda entry: entry.id)
def test_an_entry_is_complete(entry: CatalogueEntry) -> None:
    assert entry.engine in CATALOGUE.engines
    assert ModelStore(Path("models")).path(entry.engine, entry.name) == Path("models", entry.id)
    assert entry.description
    assert entry.license
    assert entry.languages
    assert all(TAG.fullmatch(tag) for tag in entry.languages)  # `no` unquoted is no text in YAML
    assert entry.sources
    assert (entry.rate is not None) == (CATALOGUE.engines[entry.engine].kind == "tts")
    for source in entry.sources:
        match source:
            case HubSource():
                assert source.repo.count("/") == 1
                assert source.files
            case UrlSource():
                assert source.url.startswith("https://")
                assert source.sha256 is None or re.fullmatch("[0-9a-f]{64}", source.sha256)


def test_every_engine_has_models_and_many_languages_have_voices() -> None:
    assert {entry.engine for entry in CATALOGUE.entries} == set(CATALOGUE.engines)
    voices = {entry.languages[0].split("-")[0] for entry in CATALOGUE.entries if entry.engine == "piper"}
    assert len(voices) >= 20


def test_a_misspelled_model_is_guessed() -> None:
    with pytest.raises(UnknownModel) as caught:
        CATALOGUE.get("faster-whisper/bse")
    assert caught.value.hint.startswith("did you mean faster-whisper/base")
    with pytest.raises(UnknownModel, match="no engine 'whisper'"):
        CATALOGUE.get("whisper/base")
    with pytest.raises(InvalidRequest):
        CATALOGUE.get("base")


def test_a_pattern_does_not_go_past_a_slash() -> None:
    names = ("a.onnx", "folder/a.onnx", "folder/b.txt")
    assert matching(names, ("*.onnx",)) == ("a.onnx",)
    assert matching(names, ("*/*.onnx",)) == ("folder/a.onnx",)
    assert matching(names, ("folder/b.txt",)) == ("folder/b.txt",)
