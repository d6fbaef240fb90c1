"""Languages: how they are called and written, which one is meant, and which on offer is nearest to it."""
