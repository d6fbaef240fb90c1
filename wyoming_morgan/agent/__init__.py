"""The conversation agent: text in, intents and a reply out."""
