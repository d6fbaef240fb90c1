"""This server's id, one-time codes for pairing, and the keys of the clients that were paired."""
