"""What is known of onnx-asr's models without opening them."""

from __future__ import annotations

from typing import get_args

import pytest

from wyoming_morgan.engines.stt.onnx_asr.models import LANGUAGES, abilities, known_as


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("parakeet-tdt-0.6b-v3", "nemo-parakeet-tdt-0.6b-v3"),
        ("nemo-parakeet-tdt-0.6b-v2", "nemo-parakeet-tdt-0.6b-v2"),
        ("istupakov--canary-1b-v2-onnx", "nemo-canary-1b-v2"),
        ("gigaam-v3-ctc", "gigaam-v3-ctc"),
        ("t-tech--t-one", "t-tech/t-one"),
        ("onnx-community--whisper-base", ""),
        ("my-own", ""),
    ],
)
def test_a_folder_is_known_by_onnx_asr_s_name_or_its_repository_s(folder: str, name: str) -> None:
    assert known_as(folder) == name


def test_every_model_that_the_library_names_has_its_languages() -> None:
    from onnx_asr.loader import AsrNames  # noqa: PLC0415 - heavy

    assert set(LANGUAGES) == set(get_args(AsrNames))


def test_what_a_model_can_do_follows_from_its_architecture() -> None:
    parakeet = abilities("nemo-conformer-tdt", ("en", "de"))
    assert (parakeet.takes_language, parakeet.detects_language, parakeet.timestamps) == (False, True, True)
    assert not abilities("nemo-conformer-ctc", ("en",)).detects_language
    canary = abilities("nemo-canary-1b-v2", ("en", "de"))
    assert (canary.takes_language, canary.detects_language, canary.translates) == (True, False, True)
    whisper = abilities("whisper", ())
    assert (whisper.takes_language, whisper.detects_language, whisper.timestamps) == (True, True, False)
