"""Announces doors on the network, so that others find them."""
