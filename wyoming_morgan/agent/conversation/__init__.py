"""The memory of conversations and of facts about speakers."""
