"""Language model backends: each passes the work on to a server of somebody else's."""
