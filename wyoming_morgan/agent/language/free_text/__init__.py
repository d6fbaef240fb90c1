"""The words that tell a command from free text, by language."""
