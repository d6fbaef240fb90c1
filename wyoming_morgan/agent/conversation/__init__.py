"""What is remembered of a conversation and of its speaker."""
