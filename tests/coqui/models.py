"""Makes VITS and XTTS models with random weights through coqui-tts, in the form of published ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer, pre_tokenizers
from tokenizers import models as token_models
from TTS.tts.configs.vits_config import VitsConfig
from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
from TTS.tts.models.vits import Vits, VitsArgs
from TTS.tts.models.xtts import Xtts

ELSEWHERE = "/home/trainer/output"
"""Where published configurations say that their files are: on the machine of who made them."""

WIDTH = 64
TOKENS = 30
"""The most that the XTTS model makes of a piece: 1.4 s."""


def make_vits(folder: Path, speakers: Sequence[str] = (), languages: Sequence[str] = ()) -> None:
    """Make a VITS model; its speakers' names are in a file of their own."""
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    args = VitsArgs(
        use_speaker_embedding=bool(speakers),
        use_language_embedding=bool(languages),
        embedded_language_dim=4,
        upsample_initial_channel_decoder=64,  # 512 in published ones, which makes them slow in tests
    )
    if speakers:
        args.speakers_file = str(folder / "speaker_ids.json")
        ids = {name: number for number, name in enumerate(speakers)}
        (folder / "speaker_ids.json").write_text(json.dumps(ids))
    config = VitsConfig(
        model_args=args,
        use_phonemes=False,
        text_cleaner="multilingual_cleaners" if languages else "english_cleaners",
        phoneme_language="en-us",
        languages=list(languages),
    )
    model = Vits(config)
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    if speakers:
        config.model_args.speakers_file = f"{ELSEWHERE}/speaker_ids.json"
    config.save_json(str(folder / "config.json"))


def make_xtts(folder: Path) -> None:
    """Make an XTTS model of 23 million parameters, of which its vocoder, which has no size, takes 22."""
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    special = ["[STOP]", "[UNK]", "[SPACE]", "[START]", "[en]", "[de]"]
    signs = [*special, *(chr(code) for code in range(33, 127))]
    tokenizer = Tokenizer(
        token_models.BPE(vocab={sign: number for number, sign in enumerate(signs)}, merges=[])
    )
    tokenizer.add_special_tokens(special)
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "vocab.json"))
    args = XttsArgs(
        gpt_layers=2,
        gpt_n_model_channels=WIDTH,
        gpt_n_heads=2,
        gpt_num_audio_tokens=66,
        gpt_start_audio_token=64,
        gpt_stop_audio_token=65,
        gpt_max_audio_tokens=TOKENS,
        gpt_use_perceiver_resampler=True,
        decoder_input_dim=WIDTH,
    )
    config = XttsConfig(model_args=args, languages=["en", "de"])
    model = Xtts(config)
    model.tokenizer = type(model.tokenizer)(vocab_file=folder / "vocab.json")
    model.init_models()
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    config.save_json(str(folder / "config.json"))
    voices = {
        name: {"gpt_cond_latent": torch.randn(1, 32, WIDTH), "speaker_embedding": torch.randn(1, 512, 1)}
        for name in ("Ada Low", "Ben")
    }
    torch.save(voices, folder / "speakers_xtts.pth")
