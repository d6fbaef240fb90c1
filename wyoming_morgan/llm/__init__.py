"""Language models as one: backends in a chain, names for their models, the one that answers now."""
