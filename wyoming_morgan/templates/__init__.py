"""The sentence templates of each language: those of home-assistant-intents, and Morgan's own."""
