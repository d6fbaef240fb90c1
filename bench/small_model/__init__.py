"""Drives the agent with a real, very small language model, and checks every reply against what was done."""
