"""The steps from an empty database to the schema of today; alembic runs what is missing."""
