"""An engine that is exchanged while it is in use keeps what the current one can do, and no more."""

from __future__ import annotations

from collections.abc import Sequence

from tests.fakes.recognizer import FakeRecognizer
from wyoming_morgan.app.switch import SwitchedRecognizer


class ScoringRecognizer(FakeRecognizer):
    async def score(
        self,
        pcm: bytes,  # noqa: ARG002 - the contract's
        texts: Sequence[str],
        *,
        speculative: bool = False,
    ) -> tuple[float, ...]:
        return tuple(-float(len(text)) - speculative for text in texts)


async def test_texts_are_compared_by_the_current_engine_if_it_can() -> None:
    switch = SwitchedRecognizer(FakeRecognizer())
    assert await switch.score(b"", ("a", "bc")) == ()
    switch.exchange(ScoringRecognizer())
    assert await switch.score(b"", ("a", "bc"), speculative=True) == (-2.0, -3.0)
