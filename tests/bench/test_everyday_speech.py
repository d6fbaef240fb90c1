"""The sentences that are no command."""

from __future__ import annotations

import pytest

from wyoming_morgan.bench.everyday_speech import everyday_languages, everyday_speech
from wyoming_morgan.config.schema import Config
from wyoming_morgan.errors import InvalidRequest

LANGUAGES = ("de", "en", "es", "fr", "it", "nl")


def test_there_are_sentences_in_six_languages() -> None:
    assert everyday_languages() == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_fifty_sentences_of_each_kind_and_a_home_that_they_come_close_to(
    language: str,
) -> None:
    speech = everyday_speech(language)

    assert len(speech.sentences) == len(set(speech.sentences)) >= 50
    assert set(speech.by_kind) == {"talk", "questions", "television", "phone", "near"}
    assert min(map(len, speech.by_kind.values())) >= 9
    home = Config.model_validate({"core": {"home": speech.home}}).core.home
    assert {"lock", "cover", "light", "media_player"} <= {entity.domain for entity in home.entities}


def test_a_language_without_sentences_is_refused_and_the_others_are_named() -> None:
    with pytest.raises(InvalidRequest, match="no everyday speech in 'tlh'") as refused:
        everyday_speech("tlh")
    assert "nl" in refused.value.hint
