"""Measures a running Morgan from outside, over its sockets, as its users would."""
