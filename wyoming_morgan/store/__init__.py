"""What lasts: conversations and facts in SQLite or PostgreSQL, and the cache, locks and events of replicas."""
