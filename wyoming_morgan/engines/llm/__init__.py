"""Language model engines; each uses another server."""
