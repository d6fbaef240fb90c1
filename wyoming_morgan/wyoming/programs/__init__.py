"""The programs of the Wyoming door."""
