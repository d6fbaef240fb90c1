"""Real clients, as their registries deliver them, against a running Morgan: `make test-clients`."""
