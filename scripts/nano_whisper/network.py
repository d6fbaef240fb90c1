"""Whisper's forward pass in torch, over a plain dictionary of weights with CTranslate2's names."""

from __future__ import annotations

from collections.abc import Mapping

import torch  # type: ignore[import-not-found,unused-ignore] # only who trains installs it
from torch.nn import functional as F  # type: ignore[import-not-found,unused-ignore] # noqa: N812 - torch's custom

from scripts.nano_whisper.layout import Dimensions, sinusoids

Weights = Mapping[str, torch.Tensor]


class Network:
    """Encoder and decoder over shared weights."""

    def __init__(self, weights: Weights, dimensions: Dimensions) -> None:
        self._weights = weights
        self._dimensions = dimensions
        self._positions = torch.from_numpy(sinusoids(dimensions.width))

    def encode(self, features: torch.Tensor) -> torch.Tensor:
        """Return [batch, frames / 2, width] for log-mel features [batch, mels, frames]."""
        w = self._weights
        hidden = F.gelu(F.conv1d(features, w["encoder/conv1/weight"], w["encoder/conv1/bias"], padding=1))
        hidden = F.gelu(
            F.conv1d(hidden, w["encoder/conv2/weight"], w["encoder/conv2/bias"], stride=2, padding=1)
        )
        hidden = hidden.transpose(1, 2)
        hidden = hidden + self._positions[: hidden.shape[1]]
        for number in range(self._dimensions.layers):
            layer = f"encoder/layer_{number}"
            hidden = hidden + self._to_itself(f"{layer}/self_attention", hidden, causal=False)
            hidden = hidden + self._feed_forward(f"{layer}/ffn", hidden)
        return self._norm("encoder/layer_norm", hidden)

    def decode(self, tokens: torch.Tensor, sound: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return logits [batch, length, tokens] and where head 0 of the last layer listens.

        The second is [batch, length, positions of sound], the logarithm of its attention.
        """
        w = self._weights
        embeddings = w["decoder/embeddings/weight"]
        hidden = embeddings[tokens] + w["decoder/position_encodings/encodings"][: tokens.shape[1]]
        listens = torch.empty(0)
        for number in range(self._dimensions.layers):
            layer = f"decoder/layer_{number}"
            hidden = hidden + self._to_itself(f"{layer}/self_attention", hidden, causal=True)
            heard, listens = self._to_sound(f"{layer}/attention", hidden, sound)
            hidden = hidden + heard
            hidden = hidden + self._feed_forward(f"{layer}/ffn", hidden)
        return self._norm("decoder/layer_norm", hidden) @ embeddings.T, listens

    def _to_itself(self, name: str, hidden: torch.Tensor, *, causal: bool) -> torch.Tensor:
        fused = self._linear(f"{name}/linear_0", self._norm(f"{name}/layer_norm", hidden))
        query, key, value = (self._heads(part) for part in fused.chunk(3, dim=-1))
        mixed = F.scaled_dot_product_attention(query, key, value, is_causal=causal)
        return self._linear(f"{name}/linear_1", _joined(mixed))

    def _to_sound(
        self, name: str, hidden: torch.Tensor, sound: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        query = self._heads(self._linear(f"{name}/linear_0", self._norm(f"{name}/layer_norm", hidden)))
        key, value = (self._heads(part) for part in self._linear(f"{name}/linear_1", sound).chunk(2, dim=-1))
        scores = torch.log_softmax(query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5, dim=-1)
        return self._linear(f"{name}/linear_2", _joined(scores.exp() @ value)), scores[:, 0]

    def _feed_forward(self, name: str, hidden: torch.Tensor) -> torch.Tensor:
        wide = F.gelu(self._linear(f"{name}/linear_0", self._norm(f"{name}/layer_norm", hidden)))
        return self._linear(f"{name}/linear_1", wide)

    def _norm(self, name: str, hidden: torch.Tensor) -> torch.Tensor:
        gamma, beta = self._weights[f"{name}/gamma"], self._weights[f"{name}/beta"]
        return F.layer_norm(hidden, gamma.shape, gamma, beta)

    def _linear(self, name: str, hidden: torch.Tensor) -> torch.Tensor:
        return F.linear(hidden, self._weights[f"{name}/weight"], self._weights[f"{name}/bias"])

    def _heads(self, hidden: torch.Tensor) -> torch.Tensor:
        return hidden.unflatten(-1, (self._dimensions.heads, -1)).transpose(1, 2)


def _joined(heads: torch.Tensor) -> torch.Tensor:
    return heads.transpose(1, 2).flatten(2)
