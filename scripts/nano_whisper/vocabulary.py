"""The vocabulary: words of the sentences as byte-level BPE, then Whisper's special tokens and timestamps."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

_MOST = 800
"""More tokens than the sentences need for each of their words to become one."""

_UNUSED = "<|unused|>"
_TIMESTAMPS = 1501
_TIMESTAMP_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Special:
    """The ids of special tokens."""

    end: int
    start: int
    transcribe: int
    translate: int
    previous: int
    nothing: int
    plain: int

    @property
    def zero(self) -> int:
        """The id of `<|0.00|>`."""
        return self.plain + 1

    def time(self, seconds: float) -> int:
        """Return the id of the nearest timestamp."""
        return self.zero + min(round(seconds / _TIMESTAMP_SECONDS), _TIMESTAMPS - 1)


class Vocabulary:
    """A tokenizer whose ids are laid out as Whisper's: text, `<|endoftext|>`, specials, timestamps."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    @classmethod
    def learn(cls, texts: Iterable[str], languages: Iterable[str], *, fill: int = 0) -> Vocabulary:
        """Learn the words of texts; `fill` adds meaningless text tokens until there are so many."""
        tokenizer = Tokenizer(models.BPE())
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=_MOST, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
        )
        tokenizer.train_from_iterator((f" {text}" for text in texts), trainer)
        if fill:
            tokenizer = _filled(tokenizer, fill)
        names = (
            _UNUSED,
            "<|endoftext|>",
            "<|startoftranscript|>",
            *(f"<|{language}|>" for language in languages),
            "<|translate|>",
            "<|transcribe|>",
            "<|startoflm|>",
            "<|startofprev|>",
            "<|nospeech|>",
            "<|notimestamps|>",
        )
        tokenizer.add_special_tokens([AddedToken(name, special=True) for name in names])
        return cls(tokenizer)

    @cached_property
    def special(self) -> Special:
        """The ids of special tokens."""
        return Special(
            end=self.id("<|endoftext|>"),
            start=self.id("<|startoftranscript|>"),
            transcribe=self.id("<|transcribe|>"),
            translate=self.id("<|translate|>"),
            previous=self.id("<|startofprev|>"),
            nothing=self.id("<|nospeech|>"),
            plain=self.id("<|notimestamps|>"),
        )

    def id(self, token: str) -> int:
        """Return the id of a token that is there.

        Raises:
            KeyError: it is not.
        """
        found: int | None = self.tokenizer.token_to_id(token)
        if found is None:
            raise KeyError(token)
        return found

    def encode(self, text: str) -> list[int]:
        """Return the ids of a text as Whisper writes it, with a space before it."""
        ids: list[int] = self.tokenizer.encode(f" {text}", add_special_tokens=False).ids
        return ids

    @property
    def languages(self) -> range:
        """The ids of the languages."""
        return range(self.special.start + 1, self.special.translate)

    @property
    def tokens(self) -> list[str]:
        """Every token by id as CTranslate2 lists them.

        It takes a model for a multilingual one if there is an empty token.
        """
        numbers: dict[str, int] = self.tokenizer.get_vocab()
        listed = ["" if token == _UNUSED else token for token in sorted(numbers, key=numbers.__getitem__)]
        return listed + [f"<|{number * _TIMESTAMP_SECONDS:.2f}|>" for number in range(_TIMESTAMPS)]

    def save(self, path: Path) -> None:
        """Write it as `tokenizer.json`."""
        path.write_text(self.tokenizer.to_str(pretty=False) + "\n", encoding="utf-8")


def _filled(tokenizer: Tokenizer, size: int) -> Tokenizer:
    """Return the tokenizer with meaningless tokens added, which no text is split into."""
    description = json.loads(tokenizer.to_str())
    tokens: dict[str, int] = description["model"]["vocab"]
    for number in range(len(tokens), size):
        tokens[f"\u0120{number}"] = number
    return Tokenizer.from_str(json.dumps(description))
