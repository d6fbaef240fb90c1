"""Which metrics there are, and what is read of them."""
