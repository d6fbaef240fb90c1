"""The mind of a turn: text in, intents and a reply out."""
