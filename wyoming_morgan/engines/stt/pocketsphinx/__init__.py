"""The recognizer in the box: pocketsphinx, with a command model made from the home's own commands.

`engine` is its face to Morgan, `decoder` decodes in a process of its own, `command_model` keeps what was
made for a home: `commands` fills templates into an `automaton`, `ngrams` counts it, `pronunciation` tells how
its words sound. `room` readies the audio, `lattice` finds the best whole sentence in what the decoder heard.
"""
