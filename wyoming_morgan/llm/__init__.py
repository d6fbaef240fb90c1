"""The language models behind one interface: a chain of backends, and names for their models."""
