"""Commands understood with Home Assistant's sentences."""
