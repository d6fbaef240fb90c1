"""Door one: the Wyoming protocol, on the library's event types with bounded framing."""
