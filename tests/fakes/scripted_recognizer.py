"""A recognizer that hears one thing after the other."""

from __future__ import annotations

from wyoming_morgan.engines.contract.stt import SttCapabilities, TranscribeOptions, Transcript


class ScriptedRecognizer:
    """Gives its answers in turn, whatever it hears; `asked` are the options of every call."""

    def __init__(self, *answers: Transcript) -> None:
        self.capabilities = SttCapabilities(("en",), "fake", "", "")
        self.asked: list[TranscribeOptions] = []
        self._answers = answers

    async def transcribe(self, pcm: bytes, options: TranscribeOptions) -> Transcript:  # noqa: ARG002 - the contract's
        self.asked.append(options)
        return self._answers[len(self.asked) - 1]
