"""The nouns with which words of states agree, in languages where they do: one file for each."""
