"""Morgan as a service of systemd: its unit, the manager that runs it, and what Morgan reports to it."""
