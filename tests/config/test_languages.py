"""The languages of the home, however they are written."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from wyoming_morgan.config.schema import CoreSettings


@pytest.mark.parametrize(
    ("written", "tag"),
    [
        ("de", "de"),
        ("de_DE", "de-DE"),
        ("DE-at", "de-AT"),
        ("deu", "de"),
        ("iw", "he"),
        ("english", "en"),
        ("Deutsch", "de"),
        ("zh_hant_tw", "zh-Hant-TW"),
    ],
)
def test_a_language_may_be_written_in_any_usual_way(written: str, tag: str) -> None:
    assert CoreSettings(languages=(written,)).languages == (tag,)


@pytest.mark.parametrize("text", ["", "auto", "de-", "d", "elvish"])
def test_what_is_no_tag_is_no_language_of_the_home(text: str) -> None:
    with pytest.raises(ValidationError):
        CoreSettings(languages=(text,))
