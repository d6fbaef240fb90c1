"""The built-in recognizer: pocketsphinx, with a command model made from the home's own commands.

`engine` is its face to Morgan, `decoder` decodes in a separate process, `command_model` keeps the files of a
home: `commands` writes them into an automaton, `ngrams` counts it, `pronunciation` says how its words
sound. `room` prepares the audio, `lattice` finds the best whole sentence in the decoder's result; `twins`
tells it from the one that says the opposite, with `voicing`.
"""
