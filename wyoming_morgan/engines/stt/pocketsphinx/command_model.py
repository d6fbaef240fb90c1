"""The command model of one home: made once, kept on disk, rebuilt when the home changes.

A folder per home holds the dictionary, the trigram model and the automaton, and a manifest with the digest
of each; a folder whose digests do not match is rebuilt. Folders are moved into place when complete.
"""

from __future__ import annotations

import gc
import hashlib
import json
import logging
import os
import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from wyoming_morgan.engines.commands.automaton import Automaton, AutomatonState
from wyoming_morgan.engines.commands.files import last_used_first, older_than, sha256_of
from wyoming_morgan.engines.commands.names import HomeNames, home_names
from wyoming_morgan.engines.contract.vocabulary import Vocabulary
from wyoming_morgan.engines.running.isolation_child import die_with_parent
from wyoming_morgan.templates.own import own_digest

_LOGGER = logging.getLogger(__name__)

_REVISION = 6
"""Incremented whenever the same home would get another model."""
_PACKAGES = ("home-assistant-intents", "hassil", "pocketsphinx", "espeakng-loader")
_DICTIONARY, _TRIGRAMS, _SENTENCES, _MANIFEST = (
    "words.dict",
    "trigrams.bin",
    "sentences.json",
    "manifest.json",
)
_DRAFT = "new-"
_MAKERS = "makers"
"""The key of the manifest that tells which revisions have made the model."""
_ABANDONED = 3600.0
"""Seconds after which a draft is considered abandoned."""
_KEPT = 4
"""Models of other homes that stay on disk: those of other services, or of the home as it was before."""


@dataclass(frozen=True, slots=True)
class CommandModel:
    """The files that pocketsphinx reads, the whole sentences, and how the words are written."""

    dictionary: Path
    trigrams: Path
    sentences: Automaton
    spellings: dict[str, str]
    """Names as they are written, by the decoder's words for them."""
    names: HomeNames
    """What they tell."""


def command_model(vocabulary: Vocabulary, model_dir: Path, cache_dir: Path) -> CommandModel:
    """Return the model of a home from the cache, or make it, which takes some seconds.

    `model_dir` is that of pocketsphinx's US-English model. Two processes may make the same model at the same
    time.

    Raises:
        EngineUnavailable: espeak-ng, which reads the names no dictionary has, is missing.
        OSError: the cache cannot be written.
    """
    folder = _folder_of(vocabulary, cache_dir)
    if folder.is_dir():
        if model := _read(folder):
            os.utime(folder)
            return model
        _LOGGER.warning("the command model in %s is damaged and is rebuilt", folder)
        shutil.rmtree(folder, ignore_errors=True)
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir, prefix=_DRAFT) as draft:
        _make_apart(vocabulary, model_dir, Path(draft))
        _put_in_place(Path(draft), folder)
    _forget_oldest(cache_dir)
    model = _read(folder)
    if model is None:
        raise OSError(f"the command model cannot be read back from {folder}")
    return model


@dataclass(frozen=True, slots=True)
class KeptModels:
    """What the cache has of the models of a home."""

    own: bool
    """Whether the model of the home itself is there."""
    latest: Path | None
    """The folder of the model that was used last, of whatever home; None if there is none."""


def kept_models(vocabulary: Vocabulary, cache_dir: Path) -> KeptModels:
    """Look into the cache, which is made if it is not there.

    Raises:
        OSError: the cache cannot be written.
    """
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir, prefix=_DRAFT):
        pass
    latest = next((folder for folder in _folders(cache_dir) if _is_readable(folder)), None)
    return KeptModels(_folder_of(vocabulary, cache_dir).is_dir(), latest)


def kept_model(folder: Path) -> CommandModel:
    """Return the model in a folder of the cache.

    Raises:
        OSError: it is damaged.
    """
    model = _read(folder)
    if model is None:
        raise OSError(f"the command model in {folder} is damaged")
    return model


def _make_apart(vocabulary: Vocabulary, model_dir: Path, folder: Path) -> None:
    """Make the model in a process that ends afterwards, which releases the memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=die_with_parent) as processes:
        processes.submit(_make, vocabulary, model_dir, folder).result()


def _make(vocabulary: Vocabulary, model_dir: Path, folder: Path) -> None:
    # Imported here, because the process that decodes does not need it and stays small.
    from wyoming_morgan.engines.stt.pocketsphinx import (
        commands,
        common_home,
        letters,
        ngrams,
        pronunciation,
        spelling,
    )

    gc.disable()  # it would walk hundreds of thousands of objects again and again; this process ends soon
    vocabulary = common_home.completed(vocabulary)
    automaton = commands.command_automaton(vocabulary)
    names = [name for entry in vocabulary.entries for name in entry.names]
    names += [name for group in (*vocabulary.areas, *vocabulary.floors) for name in group]
    pronunciations = pronunciation.pronounce(
        automaton.words, names, model_dir / "cmudict-en-us.dict", letters.Letters()
    )
    with (folder / _DICTIONARY).open("w", encoding="utf-8") as file:
        file.writelines(pronunciation.dictionary_lines(pronunciations))
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", suffix=".arpa") as file:
        ngrams.write_arpa(file, ngrams.expected_counts(automaton))
        file.flush()
        _write_binary(Path(file.name), folder / _TRIGRAMS)
    sentences = {
        "start": automaton.start,
        "states": [[state.ending, state.edges] for state in automaton.states],
        "spellings": {spelling.joined(name): name for name in sorted(names)},
        "names": asdict(home_names(vocabulary, spelling.joined)),
    }
    (folder / _SENTENCES).write_text(json.dumps(sentences, default=sorted), encoding="utf-8")
    digests = {name: sha256_of(folder / name) for name in (_DICTIONARY, _TRIGRAMS, _SENTENCES)}
    manifest = {_MAKERS: _makers(), **digests}
    (folder / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def _write_binary(arpa: Path, binary: Path) -> None:
    """Write a trigram model in pocketsphinx's own format, which it reads in a twentieth of the time."""
    import pocketsphinx

    config = pocketsphinx.Config()
    model = pocketsphinx.NGramModel(config, pocketsphinx.LogMath(config["logbase"]), str(arpa))
    model.write(str(binary), pocketsphinx.NGramModel.str_to_type("bin"))


def _read(folder: Path) -> CommandModel | None:
    """Return the model in a folder; None if a file is missing or damaged."""
    try:
        digests = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        whole = all(
            digests.get(name) == sha256_of(folder / name) for name in (_DICTIONARY, _TRIGRAMS, _SENTENCES)
        )
    except (OSError, ValueError, AttributeError):
        return None
    if not whole:
        return None
    sentences: dict[str, Any] = json.loads((folder / _SENTENCES).read_text(encoding="utf-8"))
    states = (
        AutomatonState(ending, {word: (probability, target) for word, (probability, target) in edges.items()})
        for ending, edges in sentences["states"]
    )
    return CommandModel(
        dictionary=folder / _DICTIONARY,
        trigrams=folder / _TRIGRAMS,
        sentences=Automaton(sentences["start"], tuple(states)),
        spellings=sentences["spellings"],
        names=_names(sentences["names"]),
    )


def _names(written: dict[str, Any]) -> HomeNames:
    return HomeNames(written["things"], frozenset(written["places"]), frozenset(written["roomless"]))


def _put_in_place(draft: Path, folder: Path) -> None:
    """Rename the draft; if another process was faster, its model is used."""
    try:
        draft.replace(folder)
    except OSError:
        if not folder.is_dir():
            raise
    else:
        draft.mkdir()  # for the context manager that removes it


def _forget_oldest(cache_dir: Path) -> None:
    for draft in older_than(cache_dir.glob(f"{_DRAFT}*"), time.time() - _ABANDONED):
        shutil.rmtree(draft, ignore_errors=True)
    for folder in _folders(cache_dir)[_KEPT:]:
        shutil.rmtree(folder, ignore_errors=True)


def _folders(cache_dir: Path) -> list[Path]:
    """Return the folders of complete models, the last used first."""
    return last_used_first(
        path for path in cache_dir.iterdir() if path.is_dir() and not path.name.startswith(_DRAFT)
    )


def _is_readable(folder: Path) -> bool:
    """Return whether the model was made by these revisions; others may mean something else by its files."""
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and manifest.get(_MAKERS) == _makers()


def _folder_of(vocabulary: Vocabulary, cache_dir: Path) -> Path:
    content = json.dumps([_makers(), asdict(vocabulary)], default=sorted, sort_keys=True)
    return cache_dir / hashlib.sha256(content.encode()).hexdigest()[:24]


def _makers() -> dict[str, str]:
    """Return everything that decides, beside the home, what its model is like."""
    packages = {package: version(package) for package in _PACKAGES}
    return {"revision": str(_REVISION), "sentences": own_digest("en"), **packages}
