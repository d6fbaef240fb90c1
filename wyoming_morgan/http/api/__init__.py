"""Morgan's own routes."""
