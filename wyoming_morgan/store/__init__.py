"""Conversations and facts, in SQLite or PostgreSQL; the cache, locks and events that replicas share."""
