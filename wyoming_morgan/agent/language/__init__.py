"""The languages the agent speaks: words, cues and replies."""
