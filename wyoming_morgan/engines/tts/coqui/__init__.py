"""Coqui TTS."""
