"""The HTTP interface, described by the models that validate its requests (OpenAPI 3.1)."""
