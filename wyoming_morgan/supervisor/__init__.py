"""Home Assistant's Supervisor, which runs Morgan as an app (add-on): options, home, discovery, ingress."""
