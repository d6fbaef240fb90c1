"""Trains the nano Whisper: first on 5 s of sound, then on the 30 s that faster-whisper gives."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

import numpy as np
import torch  # type: ignore[import-not-found,unused-ignore] # only who trains installs it

from scripts.nano_whisper.layout import Array, Dimensions, initial, shapes
from scripts.nano_whisper.network import Network
from scripts.nano_whisper.samples import (
    IGNORED,
    NOTHING,
    POSITIONS_PER_SECOND,
    Sequence,
    Sound,
    Sounds,
    Teacher,
)
from scripts.nano_whisper.vocabulary import Vocabulary

_RATE = 1.5e-3
_WARM_UP = 40
_CLASS_WEIGHT = 0.5
_LISTEN_WEIGHT = 0.2
_TIME_SPREAD = 4
"""A timestamp is as good as the few next to it: neighbours that share in a target."""

_LISTEN_SPREAD = 6.0
"""Positions of sound, one of 20 ms, over which a word is heard."""


@dataclass(frozen=True, slots=True)
class Stage:
    """Steps of so many sounds, each one of `seconds` taken by turns."""

    steps: int
    batch: int
    seconds: tuple[float, ...]
    rate: float


STAGES = (Stage(600, 16, (5.0,), 1.0), Stage(140, 6, (30.0, 10.0), 0.4))


class Trainer:
    """Learns weights from sounds."""

    def __init__(self, dimensions: Dimensions, vocabulary: Vocabulary, sounds: Sounds, seed: int) -> None:
        generator = np.random.default_rng(seed)
        torch.manual_seed(seed)
        torch.set_num_threads(2)
        self._zero = vocabulary.special.zero
        self._sounds = sounds
        self._teacher = Teacher(vocabulary, generator)
        self._weights = {
            name: torch.from_numpy(initial(name, shape, generator)).requires_grad_()
            for name, shape in shapes(dimensions, len(vocabulary.tokens)).items()
        }
        self._network = Network(self._weights, dimensions)
        self._classes = torch.zeros(NOTHING + 1, dimensions.width, requires_grad=True)
        self._optimizer = torch.optim.AdamW(
            [*self._weights.values(), self._classes], lr=_RATE, betas=(0.9, 0.98), weight_decay=0.01
        )

    def train(self, stages: tuple[Stage, ...]) -> dict[str, Array]:
        """Return the weights after every stage, and print how it goes."""
        for stage in stages:
            began = time.monotonic()
            for step in range(stage.steps):
                slope = 0.5 + 0.5 * math.cos(math.pi * step / stage.steps)
                rate = _RATE * stage.rate * min(1.0, (step + 1) / _WARM_UP) * (0.05 + 0.95 * slope)
                for group in self._optimizer.param_groups:
                    group["lr"] = rate
                seconds = stage.seconds[step % len(stage.seconds)]
                losses = self._step([self._sounds.draw(seconds) for _ in range(stage.batch)])
                if step % 25 == 24:  # noqa: PLR2004 - a line now and then
                    words, which, where = losses
                    print(
                        f"{seconds:.0f} s, step {step + 1}: tokens {words:.3f}, sentence {which:.3f}, "
                        f"place {where:.3f}, {time.monotonic() - began:.0f} s",
                        flush=True,
                    )
        return {name: weight.detach().numpy() for name, weight in self._weights.items()}

    def _step(self, sounds: list[Sound]) -> tuple[float, float, float]:
        """Learn from a batch; return the losses of tokens, of the sentence, and of the place listened to."""
        sound = self._network.encode(torch.from_numpy(np.stack([sound.features for sound in sounds])))
        sequences = [self._teacher.sequences(sound.spoken) for sound in sounds]
        flat = [sequence for pair in sequences for sequence in pair]
        tokens, targets, heard = _batch(flat)
        logits, listens = self._network.decode(tokens, sound.repeat_interleave(len(sequences[0]), dim=0))
        words = self._words(torch.log_softmax(logits, dim=-1), targets)
        which = self._which(sound, sounds)
        where = _where(listens, heard)
        loss = words + _CLASS_WEIGHT * which + _LISTEN_WEIGHT * where
        self._optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(list(self._weights.values()), 1.0)
        self._optimizer.step()
        return words.item(), which.item(), where.item()

    def _words(self, logarithms: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        counts = targets != IGNORED
        logarithms, targets = logarithms[counts], targets[counts]
        loss = -logarithms.gather(1, targets[:, None])[:, 0]
        # <|0.00|> begins every timed transcript and is exact.
        timed = targets > self._zero
        offsets = torch.arange(-_TIME_SPREAD, _TIME_SPREAD + 1)
        shares = torch.softmax(-0.5 * (offsets / (_TIME_SPREAD / 2)) ** 2, dim=0)
        near = (targets[timed][:, None] + offsets).clamp(self._zero, logarithms.shape[1] - 1)
        loss[timed] = -(logarithms[timed].gather(1, near) * shares).sum(dim=1)
        return loss.mean()

    def _which(self, sound: torch.Tensor, sounds: list[Sound]) -> torch.Tensor:
        """Without this the decoder learns the texts by heart and never listens."""
        wanted = torch.zeros(len(sounds), NOTHING + 1)
        for row, heard in zip(wanted, sounds, strict=True):
            numbers = [spoken.sentence for spoken in heard.spoken] or [NOTHING]
            row[numbers] = 1 / len(numbers)
        logarithms = torch.log_softmax(sound.mean(dim=1) @ self._classes.T, dim=-1)
        return -(wanted * logarithms).sum(dim=1).mean()


def _where(listens: torch.Tensor, heard: torch.Tensor) -> torch.Tensor:
    """Head 0 of the last layer is to listen where the word is: word times come from it."""
    counts = heard >= 0
    places = torch.arange(listens.shape[-1])
    distance = (places - heard[counts][:, None] * POSITIONS_PER_SECOND) / _LISTEN_SPREAD
    wanted = torch.softmax(-0.5 * distance**2, dim=-1)
    return -(wanted * listens[counts]).sum(dim=-1).mean()


def _batch(sequences: list[Sequence]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    length = max(len(sequence.tokens) for sequence in sequences)
    tokens = torch.zeros(len(sequences), length, dtype=torch.long)
    targets = torch.full((len(sequences), length), IGNORED)
    heard = torch.full((len(sequences), length), -1.0)
    for row, sequence in enumerate(sequences):
        count = len(sequence.tokens)
        tokens[row, :count] = torch.tensor(sequence.tokens)
        targets[row, :count] = torch.tensor(sequence.targets)
        heard[row, :count] = torch.tensor(sequence.heard)
    return tokens, targets, heard
