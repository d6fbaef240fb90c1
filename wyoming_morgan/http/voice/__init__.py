"""The voice socket: an utterance, a text or wake words at a time over one WebSocket."""
