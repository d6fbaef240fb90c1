"""The commands of a home: all of them as an automaton, and the one nearest to what was heard."""
