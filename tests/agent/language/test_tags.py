from __future__ import annotations

import pytest

from wyoming_morgan.agent.language.tags import resolve_language
from wyoming_morgan.errors import InvalidRequest

AVAILABLE = ("en", "de", "de-CH", "nb", "pt", "pt-BR", "sr", "sr-Latn", "zh-CN", "zh-TW", "zh-HK", "he")


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-US", "en"),
        ("EN_us", "en"),
        ("de_ch", "de-CH"),
        ("de-AT-1996", "de"),
        ("pt-br", "pt-BR"),
        ("pt-PT", "pt"),
        ("no", "nb"),
        ("iw", "he"),
        ("zh", "zh-CN"),
        ("zh-Hant-TW", "zh-TW"),
        ("zh-Hant-HK", "zh-HK"),
        ("yue", "zh-HK"),
        ("english", "en"),
        ("Deutsch", "de"),
        ("deu", "de"),
        ("sr-Latn-RS", "sr-Latn"),
    ],
)
def test_a_tag_finds_its_language(tag: str, language: str) -> None:
    assert resolve_language(tag, AVAILABLE) == language


@pytest.mark.parametrize("tag", ["", "x", "tlh", "elvish", "-", "e n", "de-" + "a-" * 125_000])
def test_an_unknown_language_is_refused_by_naming_those_there_are(tag: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        resolve_language(tag, AVAILABLE)

    assert "de-CH" in refused.value.hint
