"""Makes the nano Whisper and says how good it is."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from pathlib import Path

import numpy as np
from faster_whisper.tokenizer import _LANGUAGE_CODES

from scripts.nano_whisper.layout import Dimensions, save
from scripts.nano_whisper.sentences import SENTENCES, speakers
from scripts.nano_whisper.speech import say
from scripts.nano_whisper.vocabulary import Vocabulary
from wyoming_morgan.engines.tts.espeak_ng.binding import Espeak

_FOLDER = Path("tests/assets/whisper-nano")
_DIMENSIONS = Dimensions(width=128, layers=2, heads=4)
_PITCHES = (35, 50, 65)


def main() -> int:
    """Train, write and evaluate, or evaluate only."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=_FOLDER)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--evaluate-only", action="store_true", help="the folder has a model already")
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # torch's threads wait without using the processor
    from scripts.nano_whisper.evaluation import evaluate, trials  # noqa: PLC0415 - loads faster-whisper

    library = Espeak()
    if not arguments.evaluate_only:
        _make(library, arguments.folder, arguments.seed)
    return 0 if evaluate(arguments.folder, trials(library)) else 1


def _make(library: Espeak, folder: Path, seed: int) -> None:
    from scripts.nano_whisper.samples import Sounds  # noqa: PLC0415 - loads faster-whisper
    from scripts.nano_whisper.training import STAGES, Trainer  # noqa: PLC0415 - loads torch

    began = time.monotonic()
    generator = np.random.default_rng(seed)
    clips = [
        [
            say(library, sentence.text, speaker, int(generator.choice(_PITCHES)))
            for speaker in speakers(sentence.language)
        ]
        for sentence in SENTENCES
    ]
    texts = [text for sentence in SENTENCES for text in (sentence.text, sentence.english)]
    vocabulary = Vocabulary.learn(texts, _LANGUAGE_CODES)
    print(f"{sum(map(len, clips))} clips, {len(vocabulary.tokens)} tokens")
    trainer = Trainer(_DIMENSIONS, vocabulary, Sounds(clips, generator), seed)
    weights = trainer.train(STAGES)
    save(folder, weights, _DIMENSIONS, vocabulary, alignment_heads=[(_DIMENSIONS.layers - 1, 0)])
    listed = json.dumps([asdict(sentence) for sentence in SENTENCES], ensure_ascii=False, indent=2)
    (folder / "sentences.json").write_text(listed + "\n", encoding="utf-8")
    count = sum(weight.size for weight in weights.values())
    print(f"{count} weights made in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
