"""Clients that compare tags letter by letter find the usual tag of every country."""

from __future__ import annotations

import pytest

from wyoming_morgan.languages.offering import listed_groups, listed_tags


@pytest.mark.parametrize(
    ("own", "listed"),
    [
        ("de", ("de", "de-DE", "de_DE", "de-AT", "de_CH")),
        ("es", ("es", "es-ES", "es_ES", "es-MX")),
        ("it", ("it", "it-IT", "it_IT")),
        ("nl", ("nl", "nl-NL", "nl-BE", "nl_BE")),
        ("en", ("en", "en-US", "en_US", "en-GB", "en-AU", "en_AU")),
        ("en-US", ("en-US", "en", "en_US", "en-AU", "en-GB")),
        ("en_US", ("en_US", "en-US", "en", "en_GB")),
        ("zh", ("zh", "zh-CN", "zh_CN", "zh-TW", "zh-HK")),
        ("yue", ("yue", "zh-HK", "zh_HK", "yue-HK")),
        ("nb", ("nb", "nb-NO", "nb_NO")),
        ("bpy", ("bpy", "bpy-IN")),
        ("piqd", ("piqd",)),
    ],
)
def test_a_language_is_listed_for_each_of_its_countries_in_both_spellings(
    own: str, listed: tuple[str, ...]
) -> None:
    tags = listed_tags([own])
    assert tags[0] == own
    assert set(listed) <= set(tags)
    assert len(tags) == len(set(tags))


def test_own_tags_come_first() -> None:
    assert listed_tags(["en", "de"])[:2] == ["en", "de"]


def test_a_country_s_tag_goes_to_the_voices_that_fit_it_best() -> None:
    voices = (
        ("en-US", "en"),
        ("en-GB", "en"),
        ("pt", "pt-PT"),
        ("pt-BR", "pt"),
        ("cmn", "zh-cmn", "zh"),
        ("yue", "zh-yue", "zh"),
        ("es",),
        ("es-419", "es-MX"),
    )
    listed = dict(zip(voices, map(set, listed_groups(voices)), strict=True))

    def voices_of(tag: str) -> list[str]:
        return [voice[0] for voice, tags in listed.items() if tag in tags]

    assert voices_of("en-AU") == voices_of("en_AU") == ["en-GB"]
    assert voices_of("en-CA") == ["en-US"]
    assert voices_of("pt-BR") == ["pt-BR"]
    assert voices_of("pt-AO") == ["pt"]
    assert voices_of("zh-CN") == voices_of("zh_TW") == ["cmn"]
    assert voices_of("zh-HK") == voices_of("zh_MO") == ["yue"]
    assert voices_of("es-AR") == ["es-419"]
    assert voices_of("es-ES") == ["es"]
