"""The command model of a home is made once, and again when the home or the files change."""

from __future__ import annotations

import json
import logging
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry
from wyoming_morgan.engines.stt.pocketsphinx import decoder
from wyoming_morgan.engines.stt.pocketsphinx.command_model import command_model, kept_model, kept_models
from wyoming_morgan.errors import EngineUnavailable

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("ear")]


def test_the_same_home_gets_its_model_from_the_cache(
    vocabulary: Vocabulary, model_dir: Path, cache_dir: Path
) -> None:
    first = command_model(vocabulary, model_dir, cache_dir)
    changed = first.trigrams.stat().st_mtime_ns
    again = command_model(vocabulary, model_dir, cache_dir)
    assert again == first
    assert again.trigrams.stat().st_mtime_ns == changed
    assert not [path for path in cache_dir.iterdir() if path.name.startswith("new-")]


def test_names_are_written_as_the_home_writes_them(
    vocabulary: Vocabulary, model_dir: Path, cache_dir: Path
) -> None:
    spellings = command_model(vocabulary, model_dir, cache_dir).spellings
    assert spellings["eco_bee"] == "EcoBee"
    assert spellings["bedroom_two"] == "Bedroom 2"
    assert spellings["kitchen"] == "Kitchen"


def test_a_home_that_changed_gets_another_model(
    vocabulary: Vocabulary, model_dir: Path, cache_dir: Path
) -> None:
    entries = (*vocabulary.entries, VocabularyEntry(("Nanoleaf",), "light"))
    other = command_model(replace(vocabulary, entries=entries), model_dir, cache_dir)
    assert other.trigrams != command_model(vocabulary, model_dir, cache_dir).trigrams
    assert other.sentences.accepts(["turn", "on", "nanoleaf"])
    assert "nanoleaf N AE N OW L IY F\n" in other.dictionary.read_text()


def test_the_model_that_was_used_last_is_known_even_to_another_home(
    vocabulary: Vocabulary, model_dir: Path, cache_dir: Path
) -> None:
    used = command_model(vocabulary, model_dir, cache_dir)
    stranger = Vocabulary((VocabularyEntry(("Shed Fan",), "fan"),))
    kept = kept_models(stranger, cache_dir)
    assert not kept.own
    assert kept.latest is not None
    assert kept_model(kept.latest) == used
    assert kept_models(vocabulary, cache_dir).own


def test_a_model_that_other_revisions_have_made_is_not_taken_for_one_of_these(
    vocabulary: Vocabulary, model_dir: Path, tmp_path: Path, cache_dir: Path
) -> None:
    folder = command_model(vocabulary, model_dir, cache_dir).trigrams.parent
    old = tmp_path / folder.name
    shutil.copytree(folder, old)
    manifest = json.loads((old / "manifest.json").read_text())
    manifest["makers"]["pocketsphinx"] = "1.0"
    (old / "manifest.json").write_text(json.dumps(manifest))
    assert kept_models(vocabulary, tmp_path).latest is None


def test_a_cache_that_cannot_be_written_is_told_before_anything_is_made(
    vocabulary: Vocabulary, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EngineUnavailable, match="cannot be kept"):
        decoder.kept(vocabulary, tmp_path / "file")


@pytest.mark.parametrize("damage", ["truncated", "missing", "garbled manifest"])
def test_a_damaged_model_is_rebuilt(
    damage: str,
    vocabulary: Vocabulary,
    model_dir: Path,
    cache_dir: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    whole = command_model(vocabulary, model_dir, cache_dir)
    match damage:
        case "truncated":
            whole.trigrams.write_bytes(whole.trigrams.read_bytes()[:1000])
        case "missing":
            whole.dictionary.unlink()
        case _:
            (whole.trigrams.parent / "manifest.json").write_text("[]")
    with caplog.at_level(logging.WARNING):
        assert command_model(vocabulary, model_dir, cache_dir) == whole
    assert "is rebuilt" in caplog.text
    assert whole.trigrams.stat().st_size > 1000


def test_a_process_whose_home_is_cached_imports_no_grammar(vocabulary: Vocabulary, cache_dir: Path) -> None:
    code = f"""
import sys
from pathlib import Path, PosixPath
from wyoming_morgan.engines.stt.pocketsphinx import decoder
from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry
decoder.load({vocabulary!r}, {cache_dir!r})
print(*sorted({{"hassil", "home_assistant_intents", "espeakng_loader", "numpy"}} & set(sys.modules)))
"""
    ran = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == []
