"""The words in which people wrap a question, one file for each language."""
