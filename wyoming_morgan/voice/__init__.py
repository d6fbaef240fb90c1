"""The ear and the mouth of a turn: pure asyncio, no sockets."""
