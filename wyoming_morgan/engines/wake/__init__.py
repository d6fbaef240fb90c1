"""Wake word engines: `kind` and `engine` are what they share."""
