"""Every way to write a language is understood, and the nearest one on offer is taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_morgan.languages.cldr import REGIONS
from wyoming_morgan.languages.matching import match_language, nearest, regional_tags
from wyoming_morgan.languages.names import NAMES
from wyoming_morgan.languages.tags import entries, is_language, is_undetermined, read_tag

ESPEAK = (
    *("en-029", "en-GB", "en", "en-GB-x-rp", "en-US", "en-US-nyc", "es", "es-419", "es-MX", "fr-BE", "fr"),
    *("fr-CH", "fr-FR", "pt", "pt-PT", "pt-BR", "cmn-Latn-pinyin", "cmn", "zh-cmn", "zh", "yue", "zh-yue"),
    *("de", "nl", "nb", "no", "he", "vi-VN-x-central", "vi", "sr", "id", "jv"),
)
HOME_ASSISTANT = ("en", "de", "de-CH", "nb", "pt", "pt-BR", "sr", "sr-Latn", "zh-CN", "zh-TW", "zh-HK", "he")


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        *(
            ("German", "de"),
            ("deutsch", "de"),
            ("DEUTSCH", "de"),
            ("deu", "de"),
            ("ger", "de"),
            ("DEU", "de"),
        ),
        *(("French", "fr"), ("Français", "fr"), ("francais", "fr"), ("fra", "fr"), ("fre", "fr")),
        *(("Chinese", "zh"), ("中文", "zh"), ("zho", "zh"), ("chi", "zh"), ("mandarin", "zh"), ("cmn", "zh")),
        *(
            ("Cantonese", "yue"),
            ("粵語", "yue"),
            ("zh-yue", "yue"),
            ("yue", "yue"),
            ("zh-cmn-Hans-CN", "zh-Hans-CN"),
        ),
        *(("jw", "jv"), ("iw", "he"), ("in", "id"), ("tl", "fil"), ("mo", "ro"), ("ji", "yi")),
        *(("Norwegian Bokmål", "nb"), ("norsk bokmal", "nb"), ("русский", "ru"), ("日本語", "ja")),
        *(("en_us", "en-US"), ("EN-us", "en-US"), (" de_DE ", "de-DE"), ("de_DE.UTF-8", "de-DE")),
        *(
            ("zh_hant_tw", "zh-Hant-TW"),
            ("SR-LATN-rs", "sr-Latn-RS"),
            ("es-419", "es-419"),
            ("de@euro", "de"),
        ),
        *(("Brazilian Portuguese", "pt-BR"), ("Portuguese (Brazil)", "pt-BR"), ("English (US)", "en-US")),
        *(("English (United Kingdom)", "en-GB"), ("Flemish", "nl-BE"), ("ga", "ga"), ("Irish", "ga")),
    ],
)
def test_a_language_is_read_however_it_is_written(written: str, tag: str) -> None:
    assert str(read_tag(written)) == tag
    assert is_language(written)


@pytest.mark.parametrize(
    "text",
    ["", "-", "e n", "Elvish of Rivendell", "x", "german!", "de-" + "a-" * 99, "en-toolongsubtag", "英"],
)
def test_what_is_no_language_is_none(text: str) -> None:
    assert read_tag(text) is None
    assert not is_language(text)
    assert match_language(text, ESPEAK) is None


@pytest.mark.parametrize(
    "voice", ["af_nova", "am_adam", "bf_emma", "en_US-lessac-medium", "de_xx", "nova", "echo"]
)
def test_the_name_of_a_voice_is_no_language(voice: str) -> None:
    assert not is_language(voice)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "auto",
        "AUTO",
        "und",
        "UND",
        "und-US",
        "mul",
        "zxx",
        "null",
        "None",
        "undefined",
        "default",
        "*",
    ],
)
def test_what_leaves_the_language_open_is_no_language(text: str) -> None:
    assert is_undetermined(text)


@pytest.mark.parametrize("text", ["de", "German", "xx", "klingon", "no", "mi", "unde"])
def test_what_is_or_seems_to_be_a_language_leaves_nothing_open(text: str) -> None:
    assert not is_undetermined(text)


@pytest.mark.parametrize(
    ("requested", "nearest_tag"),
    [
        *(("en-AU", "en-GB"), ("en_NZ", "en-GB"), ("en-IE", "en-GB"), ("en-IN", "en-GB"), ("en-CA", "en-US")),
        *(("en-PH", "en-US"), ("en-US", "en-US"), ("en", "en"), ("eng", "en"), ("en-GB-x-rp", "en-GB-x-rp")),
        *(("es-MX", "es-MX"), ("es-AR", "es-419"), ("es-US", "es-419"), ("es-ES", "es"), ("spa", "es")),
        *(("pt-BR", "pt-BR"), ("pt-PT", "pt-PT"), ("pt-AO", "pt-PT"), ("por", "pt")),
        *(("zh-HK", "yue"), ("zh-MO", "yue"), ("zh-Hant-HK", "yue"), ("zh_hk", "yue"), ("yue-HK", "yue")),
        *(("zh-CN", "cmn"), ("zh-TW", "cmn"), ("zh-SG", "cmn"), ("zh-Hans", "cmn"), ("zh-Hant", "cmn")),
        *(("zh-Latn", "cmn-Latn-pinyin"), ("fr-CA", "fr"), ("fr-BE", "fr-BE"), ("fr-FR", "fr-FR")),
        *(("de-AT", "de"), ("de_DE", "de"), ("nl-BE", "nl"), ("nn", "nb"), ("no-NO", "no"), ("iw-IL", "he")),
        *(("vi-VN", "vi"), ("sr-Latn", "sr"), ("jw", "jv"), ("in-ID", "id")),
    ],
)
def test_script_and_region_choose_the_nearest_voice(requested: str, nearest_tag: str) -> None:
    assert match_language(requested, ESPEAK) == nearest_tag


@pytest.mark.parametrize(
    ("requested", "tag"),
    [
        *(
            ("zh", "zh-CN"),
            ("Chinese", "zh-CN"),
            ("zh-SG", "zh-CN"),
            ("zh-Hant", "zh-TW"),
            ("zh-MO", "zh-HK"),
        ),
        *(("zh-Hant-HK", "zh-HK"), ("yue", "zh-HK"), ("pt-PT", "pt"), ("pt-AO", "pt"), ("de-AT", "de")),
        *(("de_ch", "de-CH"), ("no", "nb"), ("nn-NO", "nb"), ("sr-Latn-RS", "sr-Latn"), ("sr-RS", "sr")),
    ],
)
def test_script_and_region_choose_among_those_of_home_assistant(requested: str, tag: str) -> None:
    assert match_language(requested, HOME_ASSISTANT) == tag


def test_without_a_cantonese_voice_the_chinese_of_hong_kong_is_spoken_by_a_chinese_one() -> None:
    assert match_language("zh-HK", ("en", "zh")) == "zh"
    assert match_language("yue", ("en", "zh")) is None


@given(requested=st.text(max_size=30), offered=st.lists(st.sampled_from(ESPEAK), max_size=5))
def test_any_text_is_matched_or_not(requested: str, offered: list[str]) -> None:
    assert match_language(requested, offered) in {None, *offered}


@given(
    tag=st.sampled_from([code for code, _ in entries(NAMES) if "_" not in code]),
    upper=st.booleans(),
    region=st.sampled_from(["", "-DE", "_US", "-HK", "-419"]),
)
def test_a_language_on_offer_is_found_in_any_country_and_case(tag: str, upper: bool, region: str) -> None:
    requested = f"{tag}{region}"
    assert match_language(requested.upper() if upper else requested, ("xx", tag)) == tag


@given(name=st.sampled_from([(code, name) for code, names in entries(NAMES) for name in names.split("|")]))
def test_every_name_of_a_language_means_a_language(name: tuple[str, str]) -> None:
    assert read_tag(name[1]) is not None or is_undetermined(name[1])


@pytest.mark.parametrize("language", [language for language, _ in entries(REGIONS)])
def test_every_regional_tag_is_nearest_to_its_own_language(language: str) -> None:
    for regional in regional_tags(language):
        assert nearest(regional, ("xx", language, "qdb")) == [language]
