"""Whisper's codes and BCP 47 tags."""

from __future__ import annotations

from pathlib import Path

import pytest
from faster_whisper.tokenizer import _LANGUAGE_CODES

from wyoming_morgan.engines.contract.engine import EngineContext
from wyoming_morgan.engines.stt.faster_whisper import languages as whisper_languages
from wyoming_morgan.engines.stt.faster_whisper.engine import FasterWhisper
from wyoming_morgan.engines.stt.faster_whisper.options import FasterWhisperOptions


def test_the_codes_are_those_of_faster_whisper() -> None:
    assert set(whisper_languages.CODES) == set(_LANGUAGE_CODES)
    assert len(whisper_languages.CODES) == len(_LANGUAGE_CODES)


@pytest.mark.parametrize(
    ("tag", "code"), [("en-GB", "en"), ("pt_BR", "pt"), ("NB", "no"), ("jv", "jw"), ("zh-Hant-TW", "zh")]
)
def test_a_tag_s_code_is_its_language(tag: str, code: str) -> None:
    assert whisper_languages.code_of(tag) == code


def test_tags_of_a_home_go_first_and_other_names_of_a_language_are_offered() -> None:
    assert whisper_languages.tags_of(("en", "no", "jw"), ("nb-NO", "xx")) == ("no", "nb", "en", "jv")


@pytest.mark.parametrize(
    ("model", "languages", "translates"),
    [("small.en", ("en",), False), ("small", None, True), ("/models/mine.en/", ("en",), False)],
)
def test_what_a_model_can_do_is_told_before_it_is_loaded(
    model: str, languages: tuple[str, ...] | None, *, translates: bool
) -> None:
    context = EngineContext(cache_dir=Path(), models_dir=Path(), languages=("de",))
    can = FasterWhisper(FasterWhisperOptions(model=model), context).capabilities
    assert can.languages == languages or can.languages[:2] == ("de", "en")
    assert can.translates is translates
    assert can.detects_language is translates
