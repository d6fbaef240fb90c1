"""One home and its command model for all tests of the recognizer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pocketsphinx
import pytest

from tests.virtual_time import VirtualTimeLoop
from wyoming_morgan.engines.commands.automaton import Automaton
from wyoming_morgan.engines.contract.vocabulary import Vocabulary, VocabularyEntry
from wyoming_morgan.engines.stt.pocketsphinx import commands
from wyoming_morgan.engines.stt.pocketsphinx.decoder import CommandDecoder, load


def pytest_asyncio_loop_factories(
    config: Any,  # noqa: ARG001 - the hook's signature
    item: Any,
) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Run the tests without processes in virtual time."""
    if item.path.name == "test_learning.py":
        return {"virtual-time": VirtualTimeLoop}
    return {"real-time": asyncio.new_event_loop}


@pytest.fixture(scope="session")
def model_dir() -> Path:
    return Path(pocketsphinx.get_model_path()) / "en-us"


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return Vocabulary(
        entries=(
            VocabularyEntry(("Bed Light", "Night Lamp"), "light", area="Bedroom"),
            VocabularyEntry(("Garage Door",), "cover"),
            VocabularyEntry(("Front Door",), "lock"),
            VocabularyEntry(("EcoBee",), "climate"),
            VocabularyEntry(("Bedroom 2",), "fan"),
        ),
        areas=(("Bedroom",), ("Kitchen",)),
        floors=(("First Floor",),),
    )


@pytest.fixture(scope="session")
def automaton(vocabulary: Vocabulary) -> Automaton:
    return commands.command_automaton(vocabulary)


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def ear(vocabulary: Vocabulary, cache_dir: Path) -> CommandDecoder:
    return load(vocabulary, cache_dir)
