"""The probabilities are those that the packages' own classes compute."""

from __future__ import annotations

import pytest

from tests.engines.wake.conftest import WORDS, Say
from wyoming_morgan.engines.wake import microwakeword, openwakeword

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("word", WORDS)
def test_microwakeword_computes_what_its_package_does(say: Say, word: str) -> None:
    package = pytest.importorskip("pymicro_wakeword")
    pcm = say(word)
    pcm = pcm[: len(pcm) // 320 * 320]
    theirs = package.MicroWakeWord.from_builtin(package.Model(word))
    features = package.MicroWakeWordFeatures().process_streaming(pcm)
    expected = [theirs.process_streaming_prob(feature) for feature in features]
    ours = [score.probability for score in microwakeword.KIND.load(()).listen([word]).hear(pcm)]
    # Theirs are 0 between two strides of three, and until the mean of five is there.
    assert ours == pytest.approx(expected[2::3][4:], abs=1e-6)


@pytest.mark.parametrize("word", WORDS)
def test_openwakeword_hears_what_its_package_does_a_step_earlier(say: Say, word: str) -> None:
    """The package judges the features of half a step before; so the probabilities are near, not the same."""
    package = pytest.importorskip("pyopen_wakeword")
    pcm = say(word)
    theirs = package.OpenWakeWord.from_builtin(package.Model(word))
    features = package.OpenWakeWordFeatures.from_builtin()
    # 1120 samples on, the package's embeddings begin where ours do.
    whole = pcm[: len(pcm) // 2560 * 2560]
    shifted = bytes(2 * 1120) + whole
    expected = [
        probability
        for begin in range(0, len(shifted), 2560)
        for embedding in features.process_streaming(shifted[begin : begin + 2560])
        for probability in theirs.process_streaming(embedding)
    ]
    ours = [score.probability for score in openwakeword.KIND.load(()).listen([word]).hear(whole)]
    expected = expected[-len(ours) :]
    assert max(ours) == pytest.approx(max(expected), abs=0.1)
    first, theirs_first = (
        next(index for index, probability in enumerate(probabilities) if probability > 0.5)
        for probabilities in (ours, expected)
    )
    assert 0 <= theirs_first - first <= 2
