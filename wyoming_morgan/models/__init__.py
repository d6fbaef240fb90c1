"""The models on disk: what there is to have, how it arrives, and where engines find it."""
