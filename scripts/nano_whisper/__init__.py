"""Makes the nano Whisper of the tests: a real, tiny speech recognizer that knows ten sentences.

Run `python -m scripts.nano_whisper` from the checkout. It needs torch beside Morgan's own packages.
"""
