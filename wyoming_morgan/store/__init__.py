"""What lasts, in SQLite or PostgreSQL; and the cache, the locks and the events that replicas share."""
