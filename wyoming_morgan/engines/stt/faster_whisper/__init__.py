"""Whisper with faster-whisper."""
