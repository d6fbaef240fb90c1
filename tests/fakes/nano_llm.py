"""A real language model, too small to know anything: a llama of random weights, one byte a token."""

from __future__ import annotations

from pathlib import Path

import numpy as np

_WIDTH, _LAYERS, _HEADS, _INNER = 64, 2, 4, 128
_SPECIAL = ("<|im_start|>", "<|im_end|>")
_TEMPLATE = """\
{%- for message in messages %}<|im_start|>{{ message.role }}
{{ message.content or "" }}<|im_end|>
{% endfor %}
{%- if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""


def make_model(path: Path, *, context: int = 2048) -> Path:
    """Write the model as GGUF, 0.5 MB; the same at every time."""
    import gguf  # noqa: PLC0415 - a dependency of some tests alone

    tokens = [*_bytes(), *_SPECIAL]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("nano")
    writer.add_context_length(context)
    writer.add_embedding_length(_WIDTH)
    writer.add_block_count(_LAYERS)
    writer.add_feed_forward_length(_INNER)
    writer.add_head_count(_HEADS)
    writer.add_head_count_kv(_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(_WIDTH // _HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("gpt-2")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.NORMAL] * 256 + [gguf.TokenType.CONTROL] * len(_SPECIAL))
    writer.add_token_merges(["t h"])  # one must stand there; no token is made of it
    writer.add_bos_token_id(256)
    writer.add_eos_token_id(257)
    writer.add_add_bos_token(value=False)
    writer.add_chat_template(_TEMPLATE)
    for name, weights in _weights(len(tokens)).items():
        writer.add_tensor(name, weights)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _bytes() -> list[str]:
    """Return every byte as GPT-2's tokenizers write it: what is no visible character begins at U+0100."""
    visible = {*range(33, 127), *range(161, 173), *range(174, 256)}
    others = iter(range(256, 512))
    characters = {byte: chr(byte) if byte in visible else chr(next(others)) for byte in range(256)}
    return [characters[byte] for byte in range(256)]


def _weights(tokens: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(7)

    def made(*shape: int, scale: float = 0.1) -> np.ndarray:
        return (random.standard_normal(shape) * scale).astype(np.float32)

    ones = np.ones(_WIDTH, np.float32)
    weights = {
        "token_embd.weight": made(tokens, _WIDTH, scale=1.0),
        "output_norm.weight": ones,
        "output.weight": made(tokens, _WIDTH, scale=1.0),
    }
    for layer in range(_LAYERS):
        begin = f"blk.{layer}."
        weights |= {begin + name: ones for name in ("attn_norm.weight", "ffn_norm.weight")}
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            weights[f"{begin}{name}.weight"] = made(_WIDTH, _WIDTH)
        for name in ("ffn_gate", "ffn_up"):
            weights[f"{begin}{name}.weight"] = made(_INNER, _WIDTH)
        weights[f"{begin}ffn_down.weight"] = made(_WIDTH, _INNER)
    return weights
