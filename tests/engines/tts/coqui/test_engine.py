"""Coqui's engine without PyTorch; `make test-coqui` tests the rest on real models."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engines.tts.coqui.folders import model
from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.tts.coqui.engine import SPEC, Coqui
from wyoming_morgan.engines.tts.coqui.options import CoquiOptions
from wyoming_morgan.errors import EngineUnavailable


def test_the_engine_is_chosen_automatically_only_for_a_language_that_a_model_speaks(tmp_path: Path) -> None:
    assert SPEC.automatic
    assert SPEC.model_on_disk
    english, french = (
        EngineContext(cache_dir=tmp_path, models_dir=tmp_path, languages=(language,))
        for language in ("en-GB", "fr")
    )
    assert not SPEC.model_on_disk(CoquiOptions(), english)
    model(tmp_path, "en-ljspeech-vits")
    assert SPEC.model_on_disk(CoquiOptions(), english)
    assert not SPEC.model_on_disk(CoquiOptions(), french)
    assert not SPEC.model_on_disk(CoquiOptions(model="../elsewhere"), english)
    assert SPEC.model_on_disk(CoquiOptions(model="en-ljspeech-vits"), french)


async def test_before_it_is_loaded_it_tells_of_a_voice_and_is_closed_without_harm(tmp_path: Path) -> None:
    context = EngineContext(cache_dir=tmp_path, models_dir=tmp_path, languages=("de",))
    engine = Coqui(CoquiOptions(rate=16_000), context)
    (voice,) = engine.capabilities.voices
    assert (voice.name, voice.languages) == ("coqui", ("de",))
    assert engine.capabilities.format.rate == 16_000
    assert [model.loaded for model in engine.models] == [False]
    await engine.close()


@pytest.mark.slow
async def test_loading_without_a_model_fails_with_the_command_that_brings_one(tmp_path: Path) -> None:
    """In the process of its own, before PyTorch is imported."""
    engine = Coqui(CoquiOptions(), EngineContext(cache_dir=tmp_path, models_dir=tmp_path))
    with pytest.raises(EngineUnavailable) as caught:
        await engine.load()
    assert caught.value.hint == f"run: {SPEC.pull}"
    await engine.close()
